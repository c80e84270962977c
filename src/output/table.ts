import { cells, fit, neutralise } from '../terminal.ts'

export interface Column<Row> {
  readonly title: string
  value(row: Row): string
  /** Cut first, and down to a third, where the terminal is too narrow. */
  readonly elastic?: boolean
  paint?(row: Row, text: string): string
}

const gap = '   '

/** Lines of a table as kubectl lays it out. Nothing is cut unless a width is given. */
export function tableLines<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width?: number): string[] {
  const texts = rows.map((row) => columns.map((column) => neutralise(column.value(row)) || '-'))
  const widths = columns.map((column, i) => Math.max(cells(column.title), ...texts.map((row) => cells(row[i] ?? ''))))
  if (width !== undefined) shrink(columns, widths, width)
  const line = (values: readonly string[], row?: Row) =>
    values
      .map((value, i) => {
        const text = width === undefined ? value : fit(value, widths[i] ?? 0)
        const padding = i === values.length - 1 ? '' : ' '.repeat(Math.max(0, (widths[i] ?? 0) - cells(text)))
        const paint = columns[i]?.paint
        return (row !== undefined && paint ? paint(row, text) : text) + padding
      })
      .join(gap)
      .trimEnd()
  return [line(columns.map((column) => column.title)), ...rows.map((row, i) => line(texts[i] ?? [], row))]
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
