import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { openCache, type Cache } from '../../../src/operator/cache.ts'
import { isUnderWay } from '../../../src/attempt/next-attempt.ts'
import type { Polecat } from '../../../src/polecat/schema.ts'
import type { PolecatStatus } from '../../../src/polecat/status.ts'
import { aPolecat, aRig } from '../../support/a-polecat.ts'
import {
  nameOf,
  naiveAdmitted,
  naiveBlocked,
  naiveHolders,
  naiveOthers,
  naiveWorking,
  type Known,
} from './naive-cache.ts'

const start = Date.parse('2026-01-01T00:00:00Z')
const rigNames = ['athena', 'hermes']
const iso = (ms: number) => new Date(ms).toISOString()

type Step =
  | {
      readonly type: 'put'
      readonly name: string
      readonly spec: object
      readonly kubernetes: object
      readonly status: object | undefined
      readonly created: number
      readonly deleted: boolean
    }
  | { readonly type: 'drop' | 'assume' | 'forget'; readonly name: string; readonly branch: string | undefined }
  | { readonly type: 'putRig'; readonly name: string; readonly max: number; readonly gitURL: string }
  | { readonly type: 'dropRig'; readonly name: string }
  | { readonly type: 'wait'; readonly seconds: number }

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g')
const branch = fc.constantFrom('main', 'polecat/a', 'feature')
const status = fc.constantFrom<PolecatStatus | undefined>(
  undefined,
  undefined,
  { phase: 'Pending', reason: 'RigFull' },
  { phase: 'Idle' },
  { phase: 'Stuck', reason: 'BranchInUse' },
  { phase: 'Stuck', reason: 'RigNotFound' },
  { phase: 'Pending', attempt: 1, podName: 'pod', branch: 'feature' },
  { phase: 'Working', attempt: 1, podName: 'pod', branch: 'main' },
  { phase: 'Done', attempt: 1, podName: 'pod', finishedAt: iso(start) },
  { phase: 'Pending', reason: 'RigFull', attempt: 1, podName: 'pod', finishedAt: iso(start) },
  { phase: 'Pending', reason: 'RigFull', attempt: 1, podName: 'pod', finishedAt: iso(start + 20_000) },
  { phase: 'Pending', reason: 'PodDeleted', attempt: 2, podName: 'pod', finishedAt: iso(start + 10_000) },
)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('put' as const),
      name,
      spec: fc.record({
        rig: fc.constantFrom('athena', 'athena', 'hermes'),
        priority: fc.constantFrom(0, 0, 5, 10),
        desiredState: fc.constantFrom('Working', 'Working', 'Working', 'Idle', 'Terminated'),
        attempt: fc.constantFrom(1, 1, 2),
      }),
      kubernetes: fc.record(
        { workBranch: branch, gitRepository: fc.constantFrom('git@h:x/y.git', 'git@h:x/z.git') },
        { requiredKeys: [] },
      ),
      status,
      created: fc.integer({ min: 0, max: 3 }),
      deleted: fc.constantFrom(false, false, false, true),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constantFrom('drop' as const, 'assume' as const, 'forget' as const),
      name,
      branch: fc.option(branch, { nil: undefined }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('putRig' as const),
      name: fc.constantFrom(...rigNames),
      max: fc.integer({ min: 1, max: 4 }),
      gitURL: fc.constantFrom('git@h:x/y.git', 'git@h:x/z.git'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('dropRig' as const), name: fc.constantFrom(...rigNames) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 20 }) }) },
)

/** The cache, and beside it all that it was told. */
class Both {
  readonly told = new Set<string>()
  readonly cache: Cache = openCache(
    (keys) => keys.forEach((key) => this.told.add(key.split('/')[1] ?? '')),
    () => this.now,
  )
  readonly known = {
    polecats: new Map<string, Polecat>(),
    rigs: new Map(),
    assumed: new Map<string, string | undefined>(),
  } satisfies Known
  now = start
  private version = 1

  take(step: Step): void {
    const { cache, known } = this
    switch (step.type) {
      case 'put': {
        const { name, created, deleted } = step
        const before = known.polecats.get(name)
        const plain = aPolecat(step.spec, step.kubernetes, name)
        const metadata = {
          ...plain.metadata,
          uid: before?.metadata.uid ?? `${name}-${this.version}`,
          resourceVersion: String(this.version++),
          generation: 1,
          creationTimestamp: before?.metadata.creationTimestamp ?? iso(start + created * 1000),
          ...(deleted && { deletionTimestamp: iso(this.now) }),
        }
        const polecat = { ...plain, metadata, status: step.status as PolecatStatus | undefined }
        known.polecats.set(name, polecat)
        return cache.putPolecat(polecat)
      }
      case 'putRig': {
        const rig = aRig({ gitURL: step.gitURL, settings: { maxPolecats: step.max } }, step.name)
        known.rigs.set(step.name, rig)
        return cache.putRig(rig)
      }
      case 'dropRig':
        known.rigs.delete(step.name)
        return cache.dropRig(aRig({}, step.name))
      case 'wait':
        this.now += step.seconds * 1000
        return undefined
      default:
        return this.takeOne(step.type, step)
    }
  }

  private takeOne(
    type: 'drop' | 'assume' | 'forget',
    { name, branch }: { name: string; branch: string | undefined },
  ): void {
    const { cache, known } = this
    const polecat = known.polecats.get(name)
    if (!polecat) return
    if (type === 'assume') {
      if (isUnderWay(polecat.status)) return
      known.assumed.set(name, branch)
      cache.assume(polecat, branch)
    } else {
      if (type === 'drop') known.polecats.delete(name)
      if (type === 'drop') cache.dropPolecat(polecat)
      known.assumed.delete(name)
      cache.forget(polecat)
    }
  }

  /** Polecats that nothing but others keeps from starting. */
  free(): { admitted: string[]; unblocked: string[] } {
    return {
      admitted: rigNames.flatMap((rig) => naiveAdmitted(this.known, rig, this.now)),
      unblocked: naiveBlocked(this.known)
        .filter((one) => naiveHolders(this.known, one).length === 0)
        .map(nameOf),
    }
  }
}

test('what is kept as changes come is what a look at all polecats finds', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const both = new Both()
      for (const one of steps) {
        both.take(one)
        const { cache, known, now } = both
        expect(cache.underWay().map(nameOf).toSorted()).toEqual(naiveWorking(known).map(nameOf).toSorted())
        for (const polecat of known.polecats.values()) {
          const { branchHolder, ...counts } = cache.othersOf(polecat)
          expect(counts).toEqual(naiveOthers(known, polecat, now))
          const holders = naiveHolders(known, polecat)
          expect(holders.length === 0 ? [undefined] : holders).toContain(branchHolder)
        }
      }
    }),
    { numRuns: 200 },
  )
})

test('everyone is told as soon as it can start, and nobody that cannot', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const both = new Both()
      for (const one of steps) {
        if (one.type === 'wait') both.take(one)
        const before = both.free()
        both.told.clear()
        if (one.type !== 'wait') both.take(one)
        const { admitted, unblocked } = both.free()
        const own = 'name' in one ? [one.name] : []
        const inRig = [...both.known.polecats.values()].filter(({ spec }) => own.includes(spec.rig)).map(nameOf)
        const newlyFree = [
          ...admitted.filter((name) => !before.admitted.includes(name)),
          ...unblocked.filter((name) => !before.unblocked.includes(name)),
        ].filter((name) => !own.includes(name))
        expect([...both.told]).toEqual(expect.arrayContaining(newlyFree))
        expect([...own, ...inRig, ...admitted, ...unblocked]).toEqual(expect.arrayContaining([...both.told]))
      }
    }),
    { numRuns: 200 },
  )
})

test('a thousand that start and end let one other start each', () => {
  let told = 0
  const cache = openCache((keys) => (told += keys.length))
  const running = 100
  cache.putRig(aRig({ settings: { maxPolecats: running } }))
  const all = Array.from({ length: 1000 }, (_, index) => {
    const plain = aPolecat({}, {}, `p${index}`)
    return { ...plain, metadata: { ...plain.metadata, uid: `u${index}`, resourceVersion: String(index) } }
  })
  const put = (polecat: Polecat, version: number, status: PolecatStatus) =>
    cache.putPolecat({ ...polecat, metadata: { ...polecat.metadata, resourceVersion: String(version) }, status })
  all.forEach((polecat) => cache.putPolecat(polecat))
  all.forEach((polecat, index) => {
    put(polecat, 10_000 + index, { phase: 'Pending', attempt: 1, podName: polecat.metadata.name })
    if (index < running) return
    const first = all[index - running] as Polecat
    put(first, 20_000 + index, { phase: 'Done', attempt: 1, podName: 'x', finishedAt: iso(start) })
  })
  // Its own key for each change, one more for each start, and once those that had room from the beginning.
  expect(told).toBeLessThanOrEqual(1000 + 1000 + 900 + 1000 + running)
})
