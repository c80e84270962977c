/** The plan against remotes that are values: it brings what they take, loses nothing that they have, and comes to an end. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { GitFailure } from '../../../src/git/failure.ts'
import type { Handover } from '../../../src/saving/handover.ts'
import { refNames } from '../../../src/saving/push/destinations.ts'
import { noteShown } from '../../../src/saving/push/list-remote.ts'
import { planPush, type PushOutcome, type PushSituation } from '../../../src/saving/push/plan-push.ts'
import {
  pushed,
  untried,
  type RefReport,
  type PushStep,
  type Trial,
  type RefUpdate,
} from '../../../src/saving/push/progress.ts'
import { emptyPushState } from '../../../src/saving/push/push-state.ts'

const id = (letter: string) => letter.repeat(40)
const [base, tip, there, files, other, strange] = ['b', 'a', 'e', 'f', 'c', 'd'].map(id) as [
  string,
  string,
  string,
  string,
  string,
  string,
]
const names = refNames('polecat/x', 'refs/gastown/x-12345678/1')
const handover: Handover = { seq: 1, final: true, tip, tipForBranch: true, others: [], leftOut: [], notes: [] }
const situation: PushSituation = {
  names,
  known: {},
  base,
  checkpointTo: 'ref',
  held: false,
  original: null,
  contained: new Set(),
  rewrite: 'keep',
}

interface Server {
  readonly refs: Map<string, string>
  /** Refs that it does not take. */
  readonly refuses: ReadonlySet<string>
  /** Refs for whose sake it ends the connection. */
  readonly cuts: ReadonlySet<string>
  /** One refused ref costs the whole push. */
  readonly allOrNothing: boolean
}

function server(refs: Record<string, string> = {}, more: Partial<Omit<Server, 'refs'>> = {}): Server {
  const none: ReadonlySet<string> = new Set()
  return { refs: new Map(Object.entries(refs)), refuses: none, cuts: none, allOrNothing: false, ...more }
}

interface Run {
  readonly outcome: PushOutcome
  readonly steps: string[]
  readonly known: Readonly<Record<string, string | null>>
}

/** As the loop does it, against a value. */
function run(remote: Server, wanted: Handover = handover, more: Partial<PushSituation> = {}): Run {
  const known = { ...more.known }
  const state = emptyPushState(known)
  const where = { ...situation, ...more, known }
  const tried = new Map<string, Trial>()
  const steps: string[] = []
  const shown = new Map<string, string>()
  for (;;) {
    const step: PushStep<PushOutcome> = planPush(wanted, where, { known: state.known, shown, tried })
    if (step.type === 'done') return { outcome: step.outcome, steps, known: state.known }
    if (step.type === 'fail') throw step.failure
    steps.push(`${step.type} ${step.refs.map(({ ref }) => ref.split('/').at(-1)).join(' ')}`)
    if (steps.length > 50) throw new Error(`no end: ${steps.join(', ')}`)
    if (step.type === 'list') {
      // Only what is asked for is shown.
      const there = new Map([...remote.refs].filter(([ref]) => step.refs.some((one) => one.ref === ref)))
      for (const { ref } of step.refs) shown.delete(ref)
      for (const [ref, commit] of there) shown.set(ref, commit)
      noteShown(state, there, step.refs)
      for (const { ref } of step.refs) tried.set(ref, { ...(tried.get(ref) ?? untried), listed: true })
    } else {
      const reports = take(remote, step.refs, state.known)
      const together = step.refs.length
      for (const { ref, commit } of step.refs) {
        if (commit !== null) state.sent[ref] = [...(state.sent[ref] ?? []), commit]
        const lease = state.known[ref] ?? null
        tried.set(ref, pushed(tried.get(ref), { together, lease, report: reports.get(ref) }))
      }
    }
  }
}

/** What git push --force-with-lease does. */
function take(
  { refs, refuses, cuts, allOrNothing }: Server,
  wanted: readonly RefUpdate[],
  known: Readonly<Record<string, string | null>>,
): Map<string, RefReport> {
  const cut = new GitFailure('unreachable', 'it ended', { cut: true })
  if (wanted.some(({ ref }) => cuts.has(ref))) return new Map(wanted.map(({ ref }) => [ref, cut]))
  const declined = wanted.some(({ ref }) => refuses.has(ref))
  const reports = new Map<string, RefReport>()
  for (const { ref, commit } of wanted) {
    const stale = (refs.get(ref) ?? null) !== (known[ref] ?? null)
    const taken = !stale && !refuses.has(ref) && !(allOrNothing && declined)
    const reason = stale ? '[rejected] (stale info)' : '[remote rejected] (hook declined)'
    reports.set(ref, { reason: taken ? '' : reason, stderr: '' })
    if (taken && commit === null) refs.delete(ref)
    if (taken && commit !== null) refs.set(ref, commit)
  }
  return reports
}

test('a whole push: one push, one look', () => {
  const remote = server()
  const { outcome, steps } = run(remote, { ...handover, uncommitted: files, others: [other] })
  expect(steps).toEqual(['push x other-cccccccccccc uncommitted', 'list x other-cccccccccccc uncommitted'])
  expect(outcome).toEqual({ tipAt: names.branch, tipLost: false, refused: undefined, missing: [], listed: true })
})

test('nothing new needs no remote', () => {
  const { outcome, steps } = run(server(), { ...handover, tip: base })
  expect(steps).toEqual([])
  expect(outcome).toMatchObject({ tipAt: undefined, tipLost: false, listed: false })
})

test('a refused branch goes to its rescue ref; one that is refused there too is lost', () => {
  const refused = run(server({}, { refuses: new Set([names.branch]) }))
  expect(refused.steps).toEqual(['push x', 'list x', 'push branch', 'list branch'])
  expect(refused.outcome).toMatchObject({ tipAt: names.rescuedBranch, refused: { kind: 'hook' } })
  const lost = run(server({}, { refuses: new Set([names.branch, names.rescuedBranch]) }))
  expect(lost.outcome).toMatchObject({ tipAt: undefined, tipLost: true })
})

test('a remote that cuts the connection for the branch gets the rest, and is told in the end', () => {
  const { outcome, steps } = run(server({}, { cuts: new Set([names.branch]) }), { ...handover, uncommitted: files })
  const alone = ['push x', 'list x uncommitted']
  const first = ['push x uncommitted', 'list x uncommitted', 'push x', 'push uncommitted', 'list x uncommitted']
  expect(steps).toEqual([...first, ...alone, ...alone, 'push branch', 'list branch'])
  expect(outcome).toMatchObject({ tipAt: names.rescuedBranch, refused: { kind: 'refused', words: 'it ended' } })
})

test('a remote that cuts every push fails for good', () => {
  const all = new Set([names.branch, names.uncommitted, names.rescuedBranch])
  expect(() => run(server({}, { cuts: all }), { ...handover, uncommitted: files })).toThrow(
    new GitFailure('refused', 'it ended'),
  )
})

test('what would be replaced is kept first, and nothing is replaced where it cannot be', () => {
  const known = { [names.branch]: there }
  const kept = run(server(known), handover, { known, original: there })
  expect(kept.steps[0]).toBe('push before-rewrite-eeeeeeeeeeee')
  expect(kept.outcome.tipAt).toBe(names.branch)
  const remote = server(known, { refuses: new Set([names.beforeRewrite(there)]) })
  expect(run(remote, handover, { known, original: there }).outcome).toMatchObject({
    tipAt: names.rescuedBranch,
    missing: [[names.beforeRewrite(there), { kind: 'hook' }]],
  })
  expect(remote.refs.get(names.branch)).toBe(there)
})

test('commits that the tip contains are not kept besides', () => {
  const known = { [names.branch]: there }
  expect(run(server(known), handover, { known, contained: new Set([there]) }).steps).toEqual(['push x', 'list x'])
})

test('a release replaces nothing that the held commits do not contain', () => {
  const known = { [names.branch]: there, [names.rescuedBranch]: tip }
  const remote = server(known)
  const { outcome, steps } = run(remote, handover, { known, original: there, rewrite: 'refuse' })
  expect(steps).toEqual(['list branch'])
  expect(outcome).toMatchObject({ tipAt: names.rescuedBranch, refused: { kind: 'moved' } })
  expect(remote.refs).toEqual(new Map(Object.entries(known)))
})

/** Where nothing at all is taken there is none. */
function outcomeOf(act: () => Run): PushOutcome {
  try {
    return act().outcome
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error
    const missing = [[names.uncommitted, { kind: 'refused', words: error.words }]] as const
    return { tipAt: undefined, tipLost: true, refused: undefined, missing, listed: true }
  }
}

const refs = [names.branch, names.checkpoint, names.uncommitted, names.rescuedBranch, names.beforeRewrite(there)]

test('whatever a remote takes and whoever else writes there: all is brought or told, and nothing of others is touched', () => {
  fc.assert(
    fc.property(
      fc.record({
        known: fc.dictionary(fc.constantFrom(...refs), fc.constantFrom(there, tip, other), { noNullPrototype: true }),
        moved: fc.dictionary(fc.constantFrom(...refs), fc.constantFrom(strange, undefined), { noNullPrototype: true }),
        refuses: fc.subarray(refs).map((list) => new Set(list)),
        cuts: fc.subarray(refs).map((list) => new Set(list)),
        allOrNothing: fc.boolean(),
        handover: fc.record({
          final: fc.boolean(),
          tipForBranch: fc.boolean(),
          uncommitted: fc.constantFrom(files, undefined),
          others: fc.subarray([other]),
        }),
        more: fc.record({
          held: fc.boolean(),
          contained: fc.subarray([there]).map((list) => new Set(list)),
          rewrite: fc.constantFrom('keep' as const, 'refuse' as const),
          checkpointTo: fc.constantFrom('ref' as const, 'branch' as const),
        }),
      }),
      ({ known, moved, refuses, cuts, allOrNothing, handover: change, more }) => {
        const now = { ...known, ...moved }
        const before = Object.fromEntries(Object.entries(now).filter(([, commit]) => commit !== undefined)) as Record<
          string,
          string
        >
        const remote = server(before, { refuses, cuts, allOrNothing })
        const { uncommitted, ...rest } = change
        const wanted = { ...handover, ...rest, ...(uncommitted !== undefined && { uncommitted }) }
        const outcome = outcomeOf(() => run(remote, wanted, { known, original: known[names.branch] ?? null, ...more }))
        const shows = (commit: string) => [...remote.refs.values()].includes(commit)
        const { tipAt, tipLost } = outcome
        const missing = outcome.missing.map(([ref]) => ref)
        const kept = {
          others: Object.entries(before).every(([ref, one]) => one !== strange || remote.refs.get(ref) === strange),
          tip: tipAt === undefined ? tipLost || (known[names.branch] ?? base) === tip : remote.refs.get(tipAt) === tip,
          files: uncommitted === undefined || missing.includes(names.uncommitted) || shows(files),
          // A commit that the branch had is in the new one, or has a ref of its own.
          branch: before[names.branch] !== there || more.contained.has(there) || shows(there),
        }
        expect(kept).toEqual({ others: true, tip: true, files: true, branch: true })
      },
    ),
  )
})
