/** What a key does in the view of a fleet; no clock, no terminal, no client. */
import { sortNames, type SortName } from './fleet-order.ts'
import { windowOf, type FleetScreen, type Rows } from './fleet-place.ts'
import { questionOf, type PolecatAction } from './fleet-questions.ts'
import { isSteady, settled } from './fleet-selection.ts'
import type { Target } from './fleet-view.ts'
import type { KeyName } from './screen-keys.ts'

/** What only others can do. */
export type Command =
  | { readonly type: 'quit' }
  | { readonly type: 'interrupt' }
  | { readonly type: 'log' | 'diff'; readonly name: string }
  | { readonly type: PolecatAction; readonly target: Target }
  /** In the text that is open. */
  | { readonly type: 'scroll'; readonly by: Scroll }
  | { readonly type: 'close' }

export type Scroll = 'line-up' | 'line-down' | 'page-up' | 'page-down' | 'top' | 'bottom'

export interface Pressed {
  readonly screen: FleetScreen
  readonly command?: Command
  /** Why the key did nothing. */
  readonly told?: string
}

/** An answer that comes sooner was typed before its question could be read, as in a paste. */
const readMs = 15

/** What a key does; where the selection is then, it was brought by its user. */
export function press(screen: FleetScreen, key: KeyName, rows: Rows, now: number): Pressed {
  const pressed = pressIn(screen, key, rows, now)
  return { ...pressed, screen: settled(pressed.screen, rows) }
}

function pressIn(screen: FleetScreen, key: KeyName, rows: Rows, now: number): Pressed {
  if (key === 'ctrl-c') return { screen, command: { type: 'interrupt' } }
  switch (screen.mode) {
    case 'list':
      return inList(screen, key, rows, now)
    case 'typing':
      return { screen: whileTyping(screen, key) }
    case 'asking':
      return whileAsking(screen, key, now)
    case 'help':
      return { screen: { ...screen, mode: 'list' } }
    case 'text':
      return inText(screen, key)
  }
}

/** What is pasted is text for the filter, and nothing elsewhere. */
export function paste(screen: FleetScreen, text: string): FleetScreen {
  if (screen.mode !== 'typing') return screen
  const [line = ''] = text.split(/[\r\n]/)
  return { ...screen, filter: screen.filter + [...line].filter((character) => character >= ' ').join(''), top: 0 }
}

/** The question has been drawn, so that it can be answered. */
export function shown(screen: FleetScreen, now: number): FleetScreen {
  const { asked } = screen
  return asked === undefined || asked.shownAt !== undefined ? screen : { ...screen, asked: { ...asked, shownAt: now } }
}

function inList(screen: FleetScreen, key: KeyName, rows: Rows, now: number): Pressed {
  const { index } = windowOf(screen, rows)
  const name = rows.names[index]
  const moved = moveBy(key, rows)
  if (moved !== undefined) return { screen: moveTo(screen, index + moved, rows) }
  switch (key) {
    case 'q':
      return { screen, command: { type: 'quit' } }
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
  const chosen = moveTo(screen, index, rows)
  switch (key) {
    case 'l':
    case 'enter':
      return { screen: { ...chosen, mode: 'text' }, command: { type: 'log', name } }
    case 'd':
      return { screen: { ...chosen, mode: 'text' }, command: { type: 'diff', name } }
    case 't':
    case 'x':
      return ask('terminate', chosen, { name, key, rows, now })
    case 'r':
      return ask('retry', chosen, { name, key, rows, now })
  }
  return { screen }
}

interface QuestionInput {
  readonly name: string
  readonly key: KeyName
  readonly rows: Rows
  readonly now: number
}

function ask(act: PolecatAction, screen: FleetScreen, { name, key, rows, now }: QuestionInput): Pressed {
  const polecat = rows.polecat(name)
  if (polecat === undefined) return { screen }
  if (!isSteady(screen, now)) return { screen, told: `${name} just moved or changed; check, and press ${key} again` }
  const question = questionOf(act, polecat)
  if ('refused' in question) return { screen, told: question.refused }
  return { screen: { ...screen, mode: 'asking', asked: question } }
}

function moveBy(key: KeyName, { names, capacity }: Rows): number | undefined {
  const page = Math.max(1, capacity - 1)
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
  const name = rows.names[at]
  const selected = name === undefined ? undefined : { name, uid: rows.polecat(name)?.metadata.uid }
  const moved = { ...screen, at, top: first, selected }
  return { ...moved, top: windowOf(moved, rows).first }
}

function nextSort(sort: SortName): SortName {
  return sortNames[(sortNames.indexOf(sort) + 1) % sortNames.length] ?? sort
}

function whileTyping(screen: FleetScreen, key: KeyName): FleetScreen {
  if (key === 'enter') return { ...screen, mode: 'list' }
  if (key === 'escape') return { ...screen, mode: 'list', filter: '' }
  // Backspace on an empty line leads back, as in a pager.
  if (key === 'backspace' && screen.filter === '') return { ...screen, mode: 'list' }
  if (key === 'backspace') return { ...screen, filter: [...screen.filter].slice(0, -1).join(''), top: 0 }
  return [...key].length === 1 ? { ...screen, filter: screen.filter + key, top: 0 } : screen
}

/** Only y means yes, and only once the question could be read. */
function whileAsking(screen: FleetScreen, key: KeyName, now: number): Pressed {
  const { asked, ...rest } = screen
  const answered: FleetScreen = { ...rest, mode: 'list' }
  if (asked === undefined || key.toLowerCase() !== 'y') return { screen: answered }
  if (asked.shownAt === undefined || now - asked.shownAt < readMs) return { screen }
  const { act, name, preconditions } = asked
  return { screen: answered, command: { type: act, target: { name, preconditions } } }
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
    return { screen: { ...screen, mode: 'list' }, command: { type: 'close' } }
  const by = Object.hasOwn(scrolls, key) ? scrolls[key] : undefined
  return by === undefined ? { screen } : { screen, command: { type: 'scroll', by } }
}
