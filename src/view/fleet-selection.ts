/** The selected row, which may move, change or vanish under its user. */
import type { Polecat } from '../polecat/schema.ts'
import { standing } from '../output/polecat/verb-words.ts'
import { windowOf, type FleetScreen, type Rows, type SelectedRow } from './fleet-place.ts'
import { standingKey } from './fleet-questions.ts'

/** For so long after the selected row has moved, or its polecat has changed, nothing is done to it. */
export const steadyMs = 500

export interface Attended {
  readonly screen: FleetScreen
  /** What has become of a question. */
  readonly told?: string
}

/** The screen after the fleet has changed: what the user has not done is noted, and what can no longer be meant is dropped. */
export function attend(screen: FleetScreen, rows: Rows, now: number): Attended {
  const kept = withoutGone(screen, rows)
  const lastRow = selectedRowIn(kept, rows)
  const isSame = isSameRow(lastRow, kept.lastRow)
  const unsteady = kept.lastRow !== undefined && !isSame ? { unsteadySince: now } : {}
  const noted = isSame ? kept : { ...kept, at: windowOf(kept, rows).index, lastRow, ...unsteady }
  return overtaken(noted, rows)
}

/** The screen after a key: where the selection is then, its user has brought it. */
export function settled(screen: FleetScreen, rows: Rows): FleetScreen {
  return { ...screen, lastRow: selectedRowIn(screen, rows) }
}

export function isSteady({ unsteadySince }: FleetScreen, now: number): boolean {
  return unsteadySince === undefined || now - unsteadySince >= steadyMs
}

/** Another polecat that has taken the name was never selected. */
function withoutGone(screen: FleetScreen, rows: Rows): FleetScreen {
  const { selected } = screen
  if (selected === undefined) return screen
  const polecat = rows.polecat(selected.name)
  return polecat !== undefined && polecat.metadata.uid === selected.uid ? screen : { ...screen, selected: undefined }
}

function selectedRowIn(screen: FleetScreen, rows: Rows): SelectedRow | undefined {
  const { first, index } = windowOf(screen, rows)
  const name = rows.names[index]
  const polecat = name === undefined ? undefined : rows.polecat(name)
  return name === undefined || polecat === undefined
    ? undefined
    : { row: index - first, name, standing: standingKey(polecat) }
}

function isSameRow(a: SelectedRow | undefined, b: SelectedRow | undefined): boolean {
  return a?.row === b?.row && a?.name === b?.name && a?.standing === b?.standing
}

/** A question about what is not so any more is no question. */
function overtaken(screen: FleetScreen, rows: Rows): Attended {
  const { asked, ...rest } = screen
  if (asked === undefined) return { screen }
  const polecat = rows.polecat(asked.name)
  if (polecat !== undefined && standingKey(polecat) === asked.standing) return { screen }
  return {
    screen: { ...rest, mode: 'list' },
    told: `Nothing was done: ${asked.name} ${becomeOf(polecat, asked.preconditions.uid)}`,
  }
}

function becomeOf(polecat: Polecat | undefined, uid: string | undefined): string {
  if (polecat === undefined || polecat.metadata.uid !== uid) return 'is gone'
  return `has changed, and is ${standing(polecat)}`
}
