/** Where the user is in the view of a fleet. */
import type { Polecat } from '../polecat/schema.ts'
import type { ListOrder } from './fleet-order.ts'
import type { Question } from './fleet-questions.ts'

export interface FleetScreen extends ListOrder {
  /** `typing`: the filter; `asking`: a question waits for y; `text`: a log or a difference is open. */
  readonly mode: 'list' | 'typing' | 'asking' | 'help' | 'text'
  /** Unset until a key is pressed, and when it is gone: then it is whichever is in the row. */
  readonly selected?: { readonly name: string; readonly uid: string | undefined }
  /** The row that the selection was last seen in, from the top of the list. */
  readonly at: number
  /** The first row of the window when the user last moved. */
  readonly top: number
  readonly asked?: Question & {
    /** When it could be read, in milliseconds; unset until it was drawn. */
    readonly shownAt?: number
  }
  readonly lastRow?: SelectedRow
  /** When the selected row has moved or changed without its user. */
  readonly unsteadySince?: number
}

export const firstScreen: FleetScreen = { mode: 'list', sort: 'attention', filter: '', at: 0, top: 0 }

/** What there is to move in: the names in their order, and how many rows are shown of them. */
export interface Rows {
  readonly names: readonly string[]
  readonly capacity: number
  polecat(name: string): Polecat | undefined
}

/** How the selected row was seen last. */
export interface SelectedRow {
  /** From the top of the window. */
  readonly row: number
  readonly name: string
  readonly standing: string
}

/** The part of the list that is shown: the first row's index, and that of the selected one. */
export function windowOf(
  screen: FleetScreen,
  { names, capacity }: Pick<Rows, 'names' | 'capacity'>,
): { first: number; index: number } {
  const found = screen.selected === undefined ? -1 : names.indexOf(screen.selected.name)
  const index = found >= 0 ? found : Math.max(0, Math.min(screen.at, names.length - 1))
  // The last page is a full one, and the selection is in sight.
  const top = Math.min(screen.top, Math.max(0, names.length - capacity))
  return { first: Math.max(0, Math.min(index, Math.max(top, index - capacity + 1))), index }
}
