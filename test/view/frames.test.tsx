import { render } from 'ink-testing-library'
import { describe, expect, test } from 'vitest'
import type { Polecat } from '../../src/polecat/schema.ts'
import { cells, terminalOf } from '../../src/terminal.ts'
import { fleetLines, lastLines, type FleetFrame } from '../../src/view/fleet-lines.ts'
import { ordered } from '../../src/view/fleet-order.ts'
import { firstScreen, type FleetScreen } from '../../src/view/fleet-place.ts'
import { questionLine, questionOf, type PolecatAction, type Question } from '../../src/view/fleet-questions.ts'
import { reduceFleet, type FleetState } from '../../src/view/fleet-state.ts'
import { followLines, type FollowFrame } from '../../src/view/follow-lines.ts'
import { Lines } from '../../src/view/live-screen.tsx'
import { TextPane } from '../../src/view/text-pane.ts'
import { fleet, now, polecat, state, three, working } from './a-fleet.ts'

const { paint } = terminalOf({ write: () => undefined }, {})

const placed = (words: string) => words.replace('status -A', 'status -A -n team')

function frame(of: FleetState, parts: Partial<FleetFrame> = {}): FleetFrame {
  const screen = parts.screen ?? firstScreen
  const names = ordered(of, screen, now)
  return { state: of, screen, names, now, paint, placed, width: 110, height: 9, hasKeys: true, ...parts }
}
function ask(act: PolecatAction, about: Polecat): Question {
  const question = questionOf(act, about)
  if ('refused' in question) throw new Error(question.refused)
  return question
}
/** As Ink draws them. */
const drawn = (lines: readonly string[]) => render(<Lines lines={lines} />).lastFrame()
const shown = (of: FleetState, parts?: Partial<FleetFrame>) => drawn(fleetLines(frame(of, parts)))
const headOfShop = (of: FleetState) => fleetLines(frame(of, { scope: { rigs: ['shop'], words: 'rig shop' } }))[0]
const rows = (width: number) => shown(three, { width })?.split('\n')
const follow = (of: FleetState, parts: Partial<FollowFrame> = {}) =>
  drawn(followLines({ state: of, now, paint, width: 100, height: 24, hasKeys: true, ...parts }))
const lines = (height: number) =>
  followLines({ state: working(50), now, paint, width: 60, height, hasKeys: false, isLast: false })

describe('the fleet', () => {
  test('attention first, the newest line of who works, the message of others', () => {
    // Wider than Ink's terminal in tests.
    expect(fleetLines(frame(three, { width: 130 })).join('\n')).toBe(`\
3 polecats: 1 Stuck · 1 Working · 1 Done
  NAME     PHASE       REASON            TIME       ACTIVITY  COST     BRANCH                NOW
› stuck    Stuck       Hung              30m00s     -         -        polecat/stuck         no activity
  working  Working     -                 2m00s      3s ago    -        polecat/working       runs ␛[2J the tests
  done     Done        Pushed            1m05s      58m ago   $1.50    polecat/done          pushed 1 commit

1-3 of 3 · attention first
q quit · ? help · l log · d diff · t terminate · r retry · / filter · s sort`)
  })

  test('a part of many, with the selected one in it', () => {
    const screen: FleetScreen = { ...firstScreen, selected: { name: 'p7', uid: undefined }, at: 7, top: 5 }
    expect(shown(working(1000), { screen, width: 60 })).toBe(`\
1000 polecats: 1000 Working
  NAME  PHASE       TIME       NOW
  p5    Working     10s        starts
  p6    Working     10s        starts
› p7    Working     10s        starts
  p8    Working     10s        starts
6-9 of 1000 · attention first
q quit · ? help · l log · d diff · t terminate · r retry`)
  })

  test('a narrow terminal loses columns, not the newest line', () => {
    expect(rows(80)?.[1]).toBe('  NAME     PHASE       REASON            TIME       NOW')
    expect(rows(60)?.[2]).toBe('› stuck    Stuck       30m00s     Hung: no activity')
    expect(rows(45)?.[3]).toBe('  working  Working     runs ␛[2J the tests')
    expect(rows(20)?.[3]).toBe('  working  Working')
  })

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 12, 40])('%i lines: the frame has fewer', (height) => {
    for (const mode of ['list', 'help', 'asking', 'typing', 'text'] as const) {
      const pane = new TextPane('Log', 'end')
      pane.add(Array.from({ length: 100 }, () => ({ text: 'a line' })))
      const asked =
        mode === 'asking' ? ask('retry', polecat('p1', { phase: 'Done', reason: 'Pushed', attempt: 1 })) : undefined
      const screen = { ...firstScreen, mode, asked }
      const lines = fleetLines(frame(working(50), { screen, pane, height, width: 20 }))
      expect(lines.length).toBe(Math.max(1, height - 1))
      for (const line of lines) expect(cells(line)).toBeLessThanOrEqual(20)
    }
  })

  test('20 by 5', () => {
    expect(shown(three, { width: 20, height: 5 })).toBe(`\
3 polecats: 1 Stuck…
› stuck    Stuck
  working  Working
q quit · ? help`)
  })

  test('wide letters, control characters and tabs take the cells that a terminal gives them', () => {
    const wide = fleet(state('x', { phase: 'Working' }), {
      type: 'line',
      name: 'x',
      text: '中文\t🚀 a\u001B]0;b\u0007 ❤\uFE0F and a long text\u202E',
    })
    expect(shown(wide, { width: 60 })).toContain('› x     Working     10s        中文 🚀 a␛]0;b␇ ❤ and a long…')
  })

  test('says of those at work that are not sandboxed', () => {
    const free = fleet(
      state('x', { phase: 'Working', sandboxed: false }),
      state('y', { phase: 'Done', sandboxed: false }),
    )
    expect(shown(free)).toContain('2 polecats: 1 Working · 1 Done · 1 unsandboxed\n')
  })

  test('nobody', () => {
    expect(shown(fleet())).toContain('No polecats.\n')
  })

  test('whose polecats they are, and how many there are elsewhere where there are none', () => {
    const elsewhere = fleet({ type: 'elsewhere', count: 3 }, { type: 'elsewhere', count: 12 })
    expect(headOfShop(three)).toBe('3 polecats in rig shop: 1 Stuck · 1 Working · 1 Done')
    expect(headOfShop(fleet())).toBe('No polecats in rig shop.')
    expect(headOfShop(elsewhere)).toBe('No polecats in rig shop; 12 in other rigs: gastown status -A -n team')
    expect(shown(fleet())).toContain('\n0-0 of 0 · attention first\n')
    const scope = { rigs: undefined, words: 'all rigs' }
    expect(fleetLines(frame(three, { scope }))[0]).toMatch(/^3 polecats in all rigs: /)
    expect(fleetLines(frame(fleet(), { scope }))[0]).toBe('No polecats.')
    expect(lastLines(frame(fleet(), { scope }))).toEqual(['No polecats.'])
  })

  test('a filter says of how many', () => {
    const screen: FleetScreen = { ...firstScreen, filter: 'hung', sort: 'cost' }
    expect(shown(three, { screen })).toContain('\n1-1 of 1 · highest cost first · /hung (of 3)\n')
    expect(shown(three, { screen: { ...screen, mode: 'typing' } })).toContain('\n/hung▏\nEnter keep · Esc show all')
  })

  test('a question names whom it is about, on a low terminal too', () => {
    const asked = ask('terminate', polecat('stuck', { phase: 'Stuck', reason: 'Hung', podName: 'p', podUID: 'u' }))
    const screen: FleetScreen = { ...firstScreen, mode: 'asking', asked }
    const question = 'Terminate stuck? Its work is saved first. y/N'
    expect(shown(three, { screen })).toContain(`\n${question}\ny terminate · any other key cancel`)
    for (const height of [1, 2, 3, 4, 5]) expect(shown(three, { screen, height })).toContain(question)
  })

  test('a question keeps its name and its answers where there is no room for the rest', () => {
    const usage = { costUSD: 0.42, costBasis: 'reported' } as const
    const asked = ask('retry', polecat('colours', { phase: 'Done', reason: 'Pushed', attempt: 1, usage }))
    const all = 'Retry colours? It is Done (Pushed). Attempt 2 replaces that outcome. The last cost $0.42. y/N'
    const line = (width: number) => questionLine(asked, width)
    expect(line(200)).toBe(all)
    expect(line(80)).toBe('Retry colours? It is Done (Pushed). Attempt 2 replaces that outcome. y/N')
    expect(line(40)).toBe('Retry colours? It is Done (Pushed). y/N')
    expect(line(20)).toBe('Retry colours? y/N')
    expect(line(12)).toBe('Retry c… y/N')
  })

  test('no time where another attempt is queued; it comes last where the longest is first', () => {
    const times = { startedAt: '2026-03-01T11:00:00Z', finishedAt: '2026-03-01T11:00:30Z' }
    const queued = reduceFleet(three, [state('again', { ...times, phase: 'Pending', attempt: 1, podName: 'p' })])
    const screen: FleetScreen = { ...firstScreen, sort: 'time' }
    expect(shown(queued, { screen, width: 70 })).toMatch(/\n {2}working .*\n {2}done .*\n {2}again +Pending +- +waits/)
    const one = state('again', { ...times, phase: 'Pending', attempt: 1, podName: 'p', message: 'after a pause' })
    expect(follow(fleet(one))).toMatch(/^again {2}Pending {2}active 59m ago\n/)
  })

  test('news are told on one line', () => {
    const news = { text: 'no:\n  \u001B[2Jthis', isError: true }
    expect(shown(three, { news })).toContain('\nno: ␛[2Jthis\nq quit')
    expect(shown(three, { news, height: 5 })?.split('\n').at(-1)).toBe('no: ␛[2Jthis')
  })

  test('a lost connection is said before all else, and since when', () => {
    const lost = reduceFleet(three, [{ type: 'lost', at: now - 14_000 }])
    const away = reduceFleet(three, [{ type: 'operator', trouble: { what: 'No operator runs', remedy: 'x' } }])
    expect(shown(away)).toMatch(/^No operator runs · 3 polecats: 1 Stuck/)
    expect(shown(reduceFleet(away, [{ type: 'operator', trouble: undefined }]))).toMatch(/^3 polecats: 1 Stuck/)
    expect(shown(lost)).toMatch(/^Disconnected for 14s; data may be stale · 3 polecats: 1 Stuck/)
    expect(shown(lost, { width: 20 })).toMatch(/^Disconnected for 14…\n {2}NAME/)
  })

  test('without keys none are offered', () => {
    const lines = shown(three, { hasKeys: false })
    expect(lines).toContain('\n  stuck ')
    expect(lines).toMatch(/\nCtrl-C ends this view, not the polecats$/)
  })

  test('help', () => {
    const help = shown(three, { screen: { ...firstScreen, mode: 'help' }, height: 20 })
    expect(help).toContain('\nt, x              terminate it after confirmation; its work is saved first\n')
    expect(help).toMatch(/\nany key back$/)
  })

  test('a text that is open', () => {
    const pane = new TextPane('Log of stuck', 'end')
    pane.add([{ text: 'one' }, { text: 'tw\to\u0007', style: 'red' }])
    expect(shown(three, { screen: { ...firstScreen, mode: 'text' }, pane })).toBe(`\
Log of stuck
one
tw      o␇



1-2 of 2, following
q back · ↑ ↓ PgUp PgDn g G move`)
  })

  test('colours only where they are wanted', () => {
    const colour = terminalOf({ isTTY: true, write: () => undefined }, { TERM: 'xterm' })
    const [, , stuck = ''] = fleetLines(frame(three, { paint: colour.paint }))
    expect(stuck).toContain('\u001B[33mStuck     \u001B[39m')
    expect(fleetLines(frame(three)).join('')).not.toContain('\u001B[')
  })

  test('what stays: as many as there is room for, without keys', () => {
    const { screen: _, hasKeys: __, ...last } = frame(three, { width: 60 })
    expect(drawn(lastLines(last))).toBe(`\
NAME     PHASE       TIME       NOW
stuck    Stuck       30m00s     Hung: no activity
working  Working     2m00s      runs ␛[2J the tests
done     Done        1m05s      Pushed: pushed 1 commit
3 polecats: 1 Stuck · 1 Working · 1 Done`)
    const { names, state: many } = frame(working(50))
    expect(lastLines({ ...last, state: many, names })).toHaveLength(8)
    expect(lastLines({ ...last, state: many, names })[6]).toBe('… and 45 more')
  })
})

describe('what is followed', () => {
  const one = fleet(
    state('x', {
      phase: 'Working',
      startedAt: '2026-03-01T11:58:00Z',
      lastActivity: '2026-03-01T11:59:57Z',
      usage: { costUSD: 0.126, costBasis: 'reported', turns: 3 },
      phases: [
        { name: 'queued', seconds: 0.04 },
        { name: 'scheduled', seconds: 0.2 },
        { name: 'pulled', seconds: 12 },
      ],
    }),
  )

  test('one: steps with their times, activity, cost', () => {
    expect(follow(one)).toBe(`\
x  Working  2m00s  active 3s ago · cost $0.13 · 3 turns
queued 0.0s · scheduled 0.2s · pulled 12.0s · cloned …
clones
q or Ctrl-C ends this view, not the polecat`)
  })

  test('one that has ended: what its outcome does not tell', () => {
    const phases = [{ name: 'queued', seconds: 1 } as const]
    const times = { startedAt: '2026-03-01T11:58:00Z', finishedAt: '2026-03-01T11:59:00Z' }
    const ended = fleet(state('x', { phase: 'Failed', reason: 'NoChanges', message: 'm', phases, ...times }))
    expect(follow(ended, { isLast: true })).toBe('x  Failed  1m00s\nqueued 1.0s')
  })

  test('one on a narrow terminal', () => {
    expect(follow(one, { width: 20 })).toBe(`\
x  Working  2m00s
queued 0.0s ·
scheduled 0.2s ·
pulled 12.0s ·
cloned …
clones
q or Ctrl-C ends th…`)
  })

  test('several: a line each', () => {
    expect(follow(three)).toBe(`\
stuck  Stuck  30m00s  no activity
working  Working  2m00s  agent working
done  Done  1m05s  pushed 1 commit
q or Ctrl-C ends this view, not the polecats`)
  })

  test('no more than ten of many, and fewer lines than the terminal has', () => {
    expect(lines(24)).toHaveLength(11)
    expect(lines(24)[9]).toBe('… and 41 more')
    for (const height of [2, 3, 4, 5, 8]) expect(lines(height).length).toBeLessThan(height)
  })

  test('a lost connection', () => {
    const lost = reduceFleet(one, [{ type: 'lost', at: now - 2000 }])
    const away = reduceFleet(working(1), [{ type: 'operator', trouble: { what: 'No operator runs', remedy: 'x' } }])
    expect(follow(away)).toMatch(/^No operator runs\n/)
    expect(follow(lost)).toMatch(/^Disconnected for 2s; data may be stale\nx {2}Working/)
  })
})
