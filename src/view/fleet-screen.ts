/** Where the user is in the view of a fleet, and what a key does; no clock, no terminal, no client. */
import { sortNames, type Order, type SortName } from './fleet-order.ts'
import type { KeyName } from './screen-keys.ts'

export interface FleetScreen extends Order {
  /** `typing`: the filter; `asking`: a question waits for y; `text`: a log or a difference is open. */
  readonly mode: 'list' | 'typing' | 'asking' | 'help' | 'text'
  /** Unset where it is the first row, whichever that is: who is at the top wants to see what comes there. */
  readonly selected?: string
  /** The row that the selection was last seen in, from the top of the list. */
  readonly at: number
  /** The first row of the window when the user last moved. */
  readonly top: number
  /** Whom the question is about. */
  readonly asked?: string
}

export const firstScreen: FleetScreen = { mode: 'list', sort: 'attention', filter: '', at: 0, top: 0 }

/** What only others can do. */
export type Wish =
  | { readonly type: 'quit' }
  | { readonly type: 'interrupt' }
  | { readonly type: 'log' | 'diff' | 'terminate' | 'retry'; readonly name: string }
  /** In the text that is open. */
  | { readonly type: 'scroll'; readonly by: Scroll }
  | { readonly type: 'close' }

export type Scroll = 'line-up' | 'line-down' | 'page-up' | 'page-down' | 'top' | 'bottom'

export interface Pressed {
  readonly screen: FleetScreen
  readonly wish?: Wish
}

/** What there is to move in: the names in their order, and how many rows are shown of them. */
export interface Rows {
  readonly names: readonly string[]
  readonly room: number
}

/** What a key does. `alone` is false where it came in one piece with others, as a paste does. */
export function press(screen: FleetScreen, key: KeyName, rows: Rows, alone = true): Pressed {
  if (key === 'ctrl-c') return { screen, wish: { type: 'interrupt' } }
  switch (screen.mode) {
    case 'list':
      return inList(screen, key, rows)
    case 'typing':
      return { screen: whileTyping(screen, key) }
    case 'asking':
      return whileAsking(screen, key, alone)
    case 'help':
      return { screen: { ...screen, mode: 'list' } }
    case 'text':
      return inText(screen, key)
  }
}

/** The part of the list that is shown: the first row's index, and that of the selected one. */
export function windowOf(screen: FleetScreen, { names, room }: Rows): { first: number; index: number } {
  const found = screen.selected === undefined ? 0 : names.indexOf(screen.selected)
  const index = found >= 0 ? found : Math.max(0, Math.min(screen.at, names.length - 1))
  // The last page is a full one, and the selection is in sight.
  const top = Math.min(screen.top, Math.max(0, names.length - room))
  return { first: Math.max(0, Math.min(index, Math.max(top, index - room + 1))), index }
}

function inList(screen: FleetScreen, key: KeyName, rows: Rows): Pressed {
  const { index } = windowOf(screen, rows)
  const name = rows.names[index]
  const moved = moveBy(key, rows)
  if (moved !== undefined) return { screen: moveTo(screen, index + moved, rows) }
  switch (key) {
    case 'q':
      return { screen, wish: { type: 'quit' } }
    case 'escape':
      return { screen: { ...screen, filter: '' } }
    case '/':
      return { screen: { ...screen, mode: 'typing' } }
    case '?':
      return { screen: { ...screen, mode: 'help' } }
    case 's':
      return { screen: { ...screen, sort: nextSort(screen.sort), top: 0 } }
  }
  if (name === undefined) return { screen }
  const chosen = { ...moveTo(screen, index, rows), selected: name }
  switch (key) {
    case 'l':
    case 'enter':
      return { screen: { ...chosen, mode: 'text' }, wish: { type: 'log', name } }
    case 'd':
      return { screen: { ...chosen, mode: 'text' }, wish: { type: 'diff', name } }
    case 't':
    case 'x':
      return { screen: { ...chosen, mode: 'asking', asked: name } }
    case 'r':
      return { screen: chosen, wish: { type: 'retry', name } }
  }
  return { screen }
}

function moveBy(key: KeyName, { names, room }: Rows): number | undefined {
  const page = Math.max(1, room - 1)
  const steps: Readonly<Record<string, number>> = {
    up: -1,
    k: -1,
    down: 1,
    j: 1,
    'page-up': -page,
    'page-down': page,
    ' ': page,
    home: -names.length,
    g: -names.length,
    end: names.length,
    G: names.length,
  }
  return Object.hasOwn(steps, key) ? steps[key] : undefined
}

function moveTo(screen: FleetScreen, to: number, rows: Rows): FleetScreen {
  const at = Math.max(0, Math.min(to, rows.names.length - 1))
  const { first } = windowOf(screen, rows)
  const moved = { ...screen, at, top: first, selected: at === 0 ? undefined : rows.names[at] }
  return { ...moved, top: windowOf(moved, rows).first }
}

function nextSort(sort: SortName): SortName {
  return sortNames[(sortNames.indexOf(sort) + 1) % sortNames.length] ?? sort
}

function whileTyping(screen: FleetScreen, key: KeyName): FleetScreen {
  if (key === 'enter') return { ...screen, mode: 'list' }
  if (key === 'escape') return { ...screen, mode: 'list', filter: '' }
  // Of an emptied line it leads back, as in a pager.
  if (key === 'backspace' && screen.filter === '') return { ...screen, mode: 'list' }
  if (key === 'backspace') return { ...screen, filter: [...screen.filter].slice(0, -1).join(''), top: 0 }
  return [...key].length === 1 ? { ...screen, filter: screen.filter + key, top: 0 } : screen
}

/** Only y means yes, and never one that was pasted with what asked. */
function whileAsking(screen: FleetScreen, key: KeyName, alone: boolean): Pressed {
  const { asked: name, ...rest } = screen
  const answered: FleetScreen = { ...rest, mode: 'list' }
  if (name === undefined || !alone || key.toLowerCase() !== 'y') return { screen: answered }
  return { screen: answered, wish: { type: 'terminate', name } }
}

const scrolls: Readonly<Record<string, Scroll>> = {
  up: 'line-up',
  k: 'line-up',
  down: 'line-down',
  j: 'line-down',
  enter: 'line-down',
  'page-up': 'page-up',
  b: 'page-up',
  'page-down': 'page-down',
  ' ': 'page-down',
  home: 'top',
  g: 'top',
  end: 'bottom',
  G: 'bottom',
}

function inText(screen: FleetScreen, key: KeyName): Pressed {
  if (['q', 'escape', 'left', 'h', 'backspace'].includes(key))
    return { screen: { ...screen, mode: 'list' }, wish: { type: 'close' } }
  const by = Object.hasOwn(scrolls, key) ? scrolls[key] : undefined
  return by === undefined ? { screen } : { screen, wish: { type: 'scroll', by } }
}
