import { expect, test } from 'vitest'
import { savedRefs } from '../../src/work/saved-on-remote.ts'
import type { PolecatStatus } from '../../src/polecat/status.ts'
import { aPolecat } from '../support/a-polecat.ts'

const prefix = 'refs/gastown/fix-it-1a2b3c4d/2'
const branch = 'refs/heads/polecat/fix-it'

function chosen(status: PolecatStatus, ...refs: string[]) {
  const polecat = aPolecat()
  Object.assign(polecat.metadata, { name: 'fix-it', uid: '1a2b3c4d-0000-4000-8000-000000000001' })
  polecat.status = { attempt: 2, branch: 'polecat/fix-it', ...status }
  return savedRefs(polecat, new Map(refs.map((ref) => [ref, 'x'])), 'refs/gastown')
}

const pushed = { lastPush: { attempt: 1, commit: 'a'.repeat(40) } }

test.for<[string, PolecatStatus, string[], string | undefined, string | undefined]>([
  ['the branch, once it is pushed', pushed, [branch], branch, undefined],
  ['held work comes first', pushed, [branch, `${prefix}/branch`], `${prefix}/branch`, undefined],
  [
    'a checkpoint is newer than the branch',
    pushed,
    [branch, `${prefix}/checkpoint`, `${prefix}/uncommitted`],
    `${prefix}/checkpoint`,
    `${prefix}/uncommitted`,
  ],
  [
    'a checkpoint that stayed is older than what was pushed at the end',
    { ...pushed, result: { saved: 'saved', commit: 'b'.repeat(40) } },
    [branch, `${prefix}/checkpoint`],
    branch,
    undefined,
  ],
  [
    'drafts that the server keeps count no more',
    pushed,
    [branch, `${prefix}/checkpoint`, `${prefix}/uncommitted`, `${prefix}/superseded-x`],
    branch,
    undefined,
  ],
  ['a branch that nobody saw us push is not ours', {}, [branch], undefined, undefined],
  [
    'another polecat of the same name is another',
    {},
    ['refs/gastown/fix-it-ffffffff/2/checkpoint'],
    undefined,
    undefined,
  ],
])('%s', ([, status, refs, tip, uncommitted]) => {
  expect(chosen(status, ...refs)).toEqual({ tip, uncommitted })
})
