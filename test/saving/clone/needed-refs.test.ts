/** What a clone asks of a remote is enough to decide as if it knew all of its refs. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { GitFailure } from '../../../src/git/failure.ts'
import { neededRefs, startingPoint } from '../../../src/saving/clone/starting-point.ts'

const uid = '1a2b3c4d-0000-4000-8000-000000000000'
const names = [
  'main',
  'a',
  'a/b',
  'a/b/c',
  `a/b-${uid.slice(0, 4)}`,
  `a/b-${uid.slice(0, 8)}`,
  `a/b-${uid.slice(0, 4)}/x`,
]
const rescue = [
  'x-1a2b3c4d/1/branch',
  'x-1a2b3c4d/1/checkpoint',
  'x-1a2b3c4d/2/uncommitted',
  'x-1a2b3c4d',
  'y-1a2b3c4d/1/branch',
]
const others = ['refs/tags/a/b', 'refs/heads/gastown', 'refs/gastown', 'refs/heads/z', 'refs/x/refs/heads/a/b']
const refs = [
  ...names.map((name) => `refs/heads/${name}`),
  ...['refs/gastown', 'refs/heads/gastown'].flatMap((namespace) => rescue.map((name) => `${namespace}/${name}`)),
  ...others,
]

/** As git ls-remote matches: any end of a name. */
function isShown(ref: string, pattern: string): boolean {
  const text = pattern.replaceAll('.', String.raw`\.`).replaceAll('*', '.*')
  return new RegExp(`(^|/)${text}$`).test(ref)
}

function decided(shown: ReadonlyMap<string, string>, wanted: Parameters<typeof startingPoint>[1]): unknown {
  try {
    return startingPoint(shown, wanted)
  } catch (error) {
    // Which of several stands in the way is told by the order.
    return (error as GitFailure).kind
  }
}

test('the starting point is the same', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...refs), fc.constantFrom('1'.repeat(40), '2'.repeat(40)), {
        noNullPrototype: true,
      }),
      fc.record({
        workBranch: fc.constantFrom('a', 'a/b', 'a/b/c', 'gastown', 'z'),
        workBranchExplicit: fc.boolean(),
        attempt: fc.constantFrom(1, 2, 3),
        rescuePrefix: fc.constantFrom('refs/gastown/x-1a2b3c4d/3', 'refs/heads/gastown/x-1a2b3c4d/3'),
      }),
      (there, some) => {
        const wanted = { uid, repository: '/r', baseBranch: 'main', ...some }
        const all = new Map(Object.entries({ ...there, 'refs/heads/main': '1'.repeat(40) }))
        const patterns = neededRefs(wanted)
        const shown = new Map([...all].filter(([ref]) => patterns.some((pattern) => isShown(ref, pattern))))
        expect(decided(shown, wanted)).toEqual(decided(all, wanted))
      },
    ),
    { numRuns: 1000 },
  )
})
