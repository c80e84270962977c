import { cells, fit } from '../terminal.ts'
import { sanitizeForTerminal } from '../text/sanitize.ts'

export interface Column<Row> {
  readonly title: string
  value(row: Row): string
  /** Cut first, and down to a third, where the terminal is too narrow. */
  readonly elastic?: boolean
  /** Cells that its longest values take, where that is known: a table that grows leaves room for them. */
  readonly longest?: number
  paint?(row: Row, text: string): string
}

const gap = '   '

/**
 * Lines of a table as kubectl lays it out. Nothing is cut unless a width is given. By hand: cli-table3 does not narrow
 * columns until the table fits.
 */
export function tableLines<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width?: number): string[] {
  const table = openTable(columns, width)
  const all = rows.map((row) => ({ row, texts: table.texts(row) }))
  table.make(all)
  return [table.titles(), ...all.map(table.line)]
}

/** A table whose rows come one after the other: what was given room once keeps it. */
export interface GrowingTable<Row> {
  titles(): string
  line(row: Row): string
}

export function growingTable<Row>(
  columns: readonly Column<Row>[],
  first: readonly Row[],
  width?: number,
): GrowingTable<Row> {
  const table = openTable(columns, width)
  table.make(first.map((row) => ({ row, texts: table.texts(row) })))
  table.reserve()
  return {
    titles: table.titles,
    line(row) {
      const read = { row, texts: table.texts(row) }
      table.make([read])
      return table.line(read)
    },
  }
}

/** What stands in a row's cells is asked once: it is measured, and printed. */
interface ReadRow<Row> {
  readonly row: Row
  readonly texts: readonly string[]
}

function openTable<Row>(columns: readonly Column<Row>[], width: number | undefined) {
  const needed = columns.map(({ title }) => cells(title))
  let widths = needed
  const fitted = () => {
    widths = [...needed]
    if (width !== undefined) shrink(columns, widths, width)
  }
  const joined = (texts: readonly string[], row?: Row) => {
    let line = ''
    for (let i = 0; i < texts.length; i++) {
      const text = texts[i] ?? ''
      const columnWidth = widths[i] ?? 0
      const shown = width === undefined ? text : fit(text, columnWidth)
      const paint = columns[i]?.paint
      line += row !== undefined && paint ? paint(row, shown) : shown
      if (i < texts.length - 1) line += ' '.repeat(Math.max(0, columnWidth - cells(shown))) + gap
    }
    return line.trimEnd()
  }
  return {
    /** Makes room for these rows. */
    make(rows: readonly ReadRow<Row>[]) {
      for (const { texts } of rows)
        for (let i = 0; i < texts.length; i++) needed[i] = Math.max(needed[i] ?? 0, cells(texts[i] ?? ''))
      fitted()
    },
    reserve() {
      for (const [i, { longest = 0 }] of columns.entries()) needed[i] = Math.max(needed[i] ?? 0, longest)
      fitted()
    },
    titles: () => joined(columns.map(({ title }) => title)),
    texts: (row: Row) => columns.map((column) => sanitizeForTerminal(column.value(row)) || '-'),
    line: ({ row, texts }: ReadRow<Row>) => joined(texts, row),
  }
}

function shrink<Row>(columns: readonly Column<Row>[], widths: number[], width: number): void {
  let over = widths.reduce((sum, n) => sum + n, 0) + gap.length * (columns.length - 1) - width
  // The last elastic column first: it tells least.
  for (let i = columns.length - 1; i >= 0 && over > 0; i--) {
    const have = widths[i] ?? 0
    if (!columns[i]?.elastic) continue
    const least = Math.max(cells(columns[i]?.title ?? ''), Math.ceil(have / 3))
    const cut = Math.max(0, Math.min(over, have - least))
    widths[i] = have - cut
    over -= cut
  }
}
