import { cells, fit, neutralise } from '../terminal.ts'

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

/** Lines of a table as kubectl lays it out. Nothing is cut unless a width is given. */
export function tableLines<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width?: number): string[] {
  const table = openTable(columns, width)
  table.make(rows)
  return [table.titles(), ...rows.map(table.line)]
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
  table.make(first)
  table.reserve()
  return {
    titles: table.titles,
    line(row) {
      table.make([row])
      return table.line(row)
    },
  }
}

function openTable<Row>(columns: readonly Column<Row>[], width: number | undefined) {
  const text = (column: Column<Row>, row: Row) => neutralise(column.value(row)) || '-'
  const needed = columns.map(({ title }) => cells(title))
  let widths = needed
  const fitted = () => {
    widths = [...needed]
    if (width !== undefined) shrink(columns, widths, width)
  }
  const joined = (values: readonly string[], row?: Row) =>
    values
      .map((value, i) => {
        const shown = width === undefined ? value : fit(value, widths[i] ?? 0)
        const padding = i === values.length - 1 ? '' : ' '.repeat(Math.max(0, (widths[i] ?? 0) - cells(shown)))
        const paint = columns[i]?.paint
        return (row !== undefined && paint ? paint(row, shown) : shown) + padding
      })
      .join(gap)
      .trimEnd()
  return {
    /** Makes room for these rows. */
    make(rows: readonly Row[]) {
      for (const row of rows)
        for (const [i, column] of columns.entries()) needed[i] = Math.max(needed[i] ?? 0, cells(text(column, row)))
      fitted()
    },
    reserve() {
      for (const [i, { longest = 0 }] of columns.entries()) needed[i] = Math.max(needed[i] ?? 0, longest)
      fitted()
    },
    titles: () => joined(columns.map(({ title }) => title)),
    line: (row: Row) =>
      joined(
        columns.map((column) => text(column, row)),
        row,
      ),
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
