import { expect, test } from 'vitest'
import { destinations, refNames, replacedCommits, staleRefs } from '../../../src/saving/push/destinations.ts'
import type { Handover } from '../../../src/saving/handover.ts'

const id = (letter: string) => letter.repeat(40)
const [base, there, tip, files, other] = ['b', 'e', 'a', 'f', 'c'].map(id) as [string, string, string, string, string]
const names = refNames('polecat/x', 'refs/gastown/x-12345678/1')
const situation = { names, known: {}, base, checkpointTo: 'ref' as const, held: false }
const handover: Handover = { seq: 1, final: true, tip, tipForBranch: true, others: [], leftOut: [], notes: [] }

test.each([
  ['the end brings commits to the branch', {}, {}, names.branch],
  ['a checkpoint stays off it', { final: false }, {}, names.checkpoint],
  ['… unless that is wished', { final: false }, { checkpointTo: 'branch' as const }, names.branch],
  ['held commits do not get there', {}, { held: true }, names.rescuedBranch],
  ['… at a checkpoint neither', { final: false }, { held: true, checkpointTo: 'branch' as const }, names.checkpoint],
  ['nor does a tip without the base commit', { tipForBranch: false }, {}, names.rescuedBranch],
  ['nothing new goes nowhere', { tip: base }, {}, undefined],
  ['a branch that is there is looked at again', { tip: there }, { known: { [names.branch]: there } }, names.branch],
  [
    'a continued branch is not put back to the base by a checkpoint',
    { tip: base, final: false },
    { known: { [names.branch]: there } },
    names.checkpoint,
  ],
])('%s', (_, change, more, ref) => {
  const whole = { ...handover, ...change }
  expect(destinations(whole, { ...situation, ...more }).tip).toEqual(
    ref === undefined ? undefined : { ref, commit: whole.tip },
  )
})

test('files and other commits have refs of their own, each once', () => {
  const { rescue } = destinations({ ...handover, uncommitted: files, others: [other, other] }, situation)
  expect(rescue).toEqual([
    { ref: 'refs/gastown/x-12345678/1/other-cccccccccccc', commit: other },
    { ref: 'refs/gastown/x-12345678/1/uncommitted', commit: files },
  ])
})

test('what is not committed in a worktree has one ref as long as there is something', () => {
  const worktrees = [{ name: '0123456789ab', commit: files }]
  const ref = 'refs/gastown/x-12345678/1/worktree-0123456789ab'
  expect(destinations({ ...handover, worktrees }, situation).rescue).toEqual([{ ref, commit: files }])
  const known = { [ref]: other, [names.uncommitted]: files, 'refs/gastown/x-12345678/1/worktree-gone': null }
  expect(staleRefs({ ...handover, worktrees }, { names, known })).toEqual([names.uncommitted])
  expect(staleRefs({ ...handover, uncommitted: files }, { names, known })).toEqual([ref])
})

test('what the checkpoint and the destination hold may be replaced', () => {
  const known = { [names.branch]: there, [names.checkpoint]: other, [names.uncommitted]: files }
  expect(replacedCommits({ ...situation, known }, destinations(handover, { ...situation, known }))).toEqual([
    other,
    there,
  ])
  expect(replacedCommits(situation, destinations(handover, situation))).toEqual([])
})
