/** Whatever the fleet does meanwhile, an act is for the polecat that its user saw selected, still, and asked about. */
import { array, assert, constantFrom, nat, oneof, option, property, record, tuple } from 'fast-check'
import { deepEqual, equal, ok } from 'node:assert/strict'
import { expect, test } from 'vitest'
import type { Polecat } from '../../src/polecat/schema.ts'
import type { PolecatStatus } from '../../src/polecat/status.ts'
import { ordered } from '../../src/view/fleet-order.ts'
import { firstScreen, windowOf, type Rows } from '../../src/view/fleet-place.ts'
import { press, shown } from '../../src/view/fleet-screen.ts'
import { attend } from '../../src/view/fleet-selection.ts'
import { noFleet, reduceFleet, type FleetEvent } from '../../src/view/fleet-state.ts'
import { polecat } from './a-fleet.ts'

const statuses: readonly PolecatStatus[] = [
  { phase: 'Working', podActive: true, phases: [{ name: 'agent started', seconds: 1 }] },
  { phase: 'Done', reason: 'Pushed', podActive: false, finishedAt: '2026-03-01T11:59:00Z' },
  { phase: 'Failed', reason: 'AgentFailed', podActive: false, finishedAt: '2026-03-01T11:59:00Z' },
  { phase: 'Stuck', reason: 'Hung', podActive: true },
  { phase: 'Pending' },
]
const name = constantFrom('a', 'b', 'c', 'd', 'e')
const put = record({ name, status: constantFrom(...statuses), attempt: nat(1), uid: nat(1) }).map((made) => ({
  put: made,
}))
const gone = name.map((of) => ({ gone: of }))
const wait = constantFrom(0, 10, 100, 300, 600).map((milliseconds) => ({ wait: milliseconds }))
const key = constantFrom('t', 'r', 'r', 'y', 'y', 'y', 'n', 'j', 'k', 'G', 's').map((pressed) => ({ key: pressed }))
const draw = constantFrom({ draw: true })

type Step =
  | { readonly put: { name: string; status: PolecatStatus; attempt: number; uid: number } }
  | { readonly gone: string }
  | { readonly wait: number }
  | { readonly key: string }
  | { readonly draw: boolean }

/** As somebody does who means it, with something in between now and then. */
const meant = tuple(constantFrom('t', 'r'), option(oneof(put, gone), { freq: 3 })).map(([act, between]): Step[] => [
  { wait: 600 },
  { key: act },
  { draw: true },
  ...(between === null ? [] : [between]),
  { wait: 100 },
  { key: 'y' },
])
const alone = oneof(put, gone, wait, wait, key, key, key, draw, draw).map((step): Step[] => [step])

class Session {
  acts = 0
  private now = Date.parse('2026-03-01T12:00:00Z')
  private fleet = noFleet
  private screen = firstScreen
  private movedAt = Number.NEGATIVE_INFINITY
  private lastSeen = ''
  private asked: { readonly selected: string; readonly at: number } | undefined
  private drawnAt: number | undefined

  constructor() {
    for (const made of ['a', 'b', 'c', 'd', 'e']) this.take(this.stateOf(made, statuses[1] ?? {}, 1, 0))
    this.draw()
    this.movedAt = Number.NEGATIVE_INFINITY
  }

  stateOf(of: string, status: PolecatStatus, attempt: number, uid: number): FleetEvent {
    const made = polecat(of, { ...status, attempt, podName: 'p', podUID: 'u' })
    return { type: 'state', polecat: { ...made, metadata: { ...made.metadata, uid: `${of}${uid}` } } }
  }

  take(event: FleetEvent): void {
    this.fleet = reduceFleet(this.fleet, [event])
  }

  wait(milliseconds: number): void {
    this.now += milliseconds
  }

  draw(): void {
    this.look()
    if (this.screen.asked !== undefined) this.drawnAt ??= this.now
    this.screen = shown(this.screen, this.now)
  }

  press(pressed: string): void {
    this.look()
    const [wasAsked, selected] = [this.screen.asked, this.selected()]
    const { screen, command: wish } = press(this.screen, pressed, this.rows(), this.now)
    this.screen = screen
    this.lastSeen = this.selected()
    if (wasAsked === undefined && screen.asked !== undefined) {
      this.asked = { selected, at: this.now }
      this.drawnAt = undefined
      ok(this.now - this.movedAt >= 500)
    }
    if (wish?.type !== 'terminate' && wish?.type !== 'retry') return
    this.acts++
    const { preconditions } = wish.target
    equal(pressed, 'y')
    ok(this.asked?.selected?.includes(` ${preconditions.uid} `))
    ok(wasAsked?.words[0]?.includes(` ${wish.target.name}?`))
    ok(this.now - (this.drawnAt ?? Number.POSITIVE_INFINITY) >= 15)
    const now = this.fleet.polecats.get(wish.target.name)
    deepEqual({ uid: now?.metadata.uid, attempt: now?.status?.attempt }, preconditions)
  }

  private look(): void {
    if (this.selected() !== this.lastSeen) this.movedAt = this.now
    this.screen = attend(this.screen, this.rows(), this.now).screen
    this.lastSeen = this.selected()
  }

  /** Where it is on the screen, who it is and how it stands. */
  private selected(): string {
    const { first, index } = windowOf(this.screen, this.rows())
    const one = this.fleet.polecats.get(this.rows().names[index] ?? '') as Polecat
    return `${index - first} ${one?.metadata.uid} ${one?.status?.phase} ${one?.status?.attempt}`
  }

  private rows(): Rows {
    const { polecats } = this.fleet
    return { names: ordered(this.fleet, this.screen, this.now), capacity: 4, polecat: (of) => polecats.get(of) }
  }
}

test('random changes and keys', () => {
  let acts = 0
  assert(
    property(
      array(oneof({ arbitrary: alone, weight: 8 }, { arbitrary: meant, weight: 1 }), { maxLength: 80 }),
      (steps) => {
        const session = new Session()
        for (const step of steps.flat()) {
          if ('put' in step)
            session.take(session.stateOf(step.put.name, step.put.status, step.put.attempt + 1, step.put.uid))
          else if ('gone' in step) session.take({ type: 'gone', name: step.gone })
          else if ('wait' in step) session.wait(step.wait)
          else if ('key' in step) session.press(step.key)
          else session.draw()
        }
        acts += session.acts
      },
    ),
    { numRuns: 2000 },
  )
  // So that what is asserted above has been.
  expect(acts).toBeGreaterThan(100)
})
