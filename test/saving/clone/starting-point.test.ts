import { expect, test } from 'vitest'
import { startingPoint } from '../../../src/saving/clone/starting-point.ts'

const wanted = {
  uid: '1a2b3c4d-0000-4000-8000-000000000000',
  attempt: 1,
  repository: 'git@example.com:a/b',
  baseBranch: 'main',
  workBranch: 'polecat/fix',
  workBranchExplicit: false,
  rescuePrefix: 'refs/gastown/fix-1a2b3c4d/1',
}

function refs(...names: string[]): Map<string, string> {
  return new Map(names.map((name) => [name, 'a'.repeat(40)]))
}

test.each([
  ['a free name is taken as it is', [], {}, 'polecat/fix', false],
  ["a first attempt leaves a stranger's branch alone", ['polecat/fix'], {}, 'polecat/fix-1a2b', false],
  ['… and the next one too', ['polecat/fix', 'polecat/fix-1a2b'], {}, 'polecat/fix-1a2b3c4d', false],
  ['a named branch is continued', ['polecat/fix'], { workBranchExplicit: true }, 'polecat/fix', true],
  ["a later attempt leaves a stranger's branch alone too", ['polecat/fix'], { attempt: 2 }, 'polecat/fix-1a2b', false],
  [
    '… and continues what an earlier one has pushed',
    ['polecat/fix'],
    { attempt: 2, lastPush: { attempt: 1, commit: 'b'.repeat(40) } },
    'polecat/fix',
    true,
  ],
  [
    '… also where only the name tells that it is ours',
    ['polecat/fix-1a2b'],
    { attempt: 2, workBranch: 'polecat/fix-1a2b' },
    'polecat/fix-1a2b',
    true,
  ],
  [
    '… the branch with its own mark first',
    ['polecat/fix', 'polecat/fix-1a2b'],
    { attempt: 2 },
    'polecat/fix-1a2b',
    true,
  ],
  ['a later attempt without a branch begins', [], { attempt: 2 }, 'polecat/fix', false],
] as const)('%s', (_, branches, more, branch, continued) => {
  const point = startingPoint(refs('refs/heads/main', ...branches.map((name) => `refs/heads/${name}`)), {
    ...wanted,
    ...more,
  })
  expect(point.branch).toBe(branch)
  expect(point.continued).toBe(continued ? `refs/heads/${branch}` : undefined)
  expect(point.baseRef).toBe('refs/heads/main')
})

test.each([
  ['an empty repository', [], {}, 'base-missing', 'the repository is empty: push a first commit to main'],
  ['a near name', ['maim'], {}, 'base-missing', 'the remote has no branch main: did you mean maim?'],
  ['no near name', ['trunk', 'a', 'b', 'c'], {}, 'base-missing', 'the remote has no branch main: it has trunk, a, b'],
  ['a tag is no branch', [], { tag: true }, 'base-missing', 'the repository is empty: push a first commit to main'],
  ['the base as work branch', ['main'], { workBranch: 'main' }, 'spec', /^the work branch is the base branch, main/],
  ['a branch in the way above', ['main', 'polecat'], {}, 'spec', /has polecat, beside which polecat\/fix/],
  ['a branch in the way below', ['main', 'polecat/fix/x'], {}, 'spec', /has polecat\/fix\/x, beside which/],
  [
    'a branch in the way of the rescue refs',
    ['main', 'gastown'],
    { rescuePrefix: 'refs/heads/gastown/fix-1a2b3c4d/1' },
    'spec',
    /has gastown, beside which refs\/heads\/gastown\/fix-1a2b3c4d\/1 cannot exist: choose another rescueNamespace/,
  ],
])('refuses %s', (_, branches, more, kind, words) => {
  const shown = refs('refs/tags/main', ...branches.map((name) => `refs/heads/${name}`))
  const attempt = () => startingPoint(shown, { ...wanted, ...more })
  expect(attempt).toThrow(expect.objectContaining({ kind, words: expect.stringMatching(words) }))
})

test('a branch at the very commit of a rescue ref of ours is ours', () => {
  const shown = refs('refs/heads/main', 'refs/heads/polecat/fix', 'refs/gastown/fix-1a2b3c4d/1/checkpoint')
  const later = { ...wanted, attempt: 2, rescuePrefix: 'refs/gastown/fix-1a2b3c4d/2' }
  expect(startingPoint(shown, later).continued).toBe('refs/heads/polecat/fix')
  shown.set('refs/gastown/fix-1a2b3c4d/1/checkpoint', 'b'.repeat(40))
  expect(startingPoint(shown, later).branch).toBe('polecat/fix-1a2b')
})

test('a later attempt finds what the last one that saved anything left', () => {
  const task = 'refs/gastown/fix-1a2b3c4d'
  const later = { ...wanted, attempt: 4, rescuePrefix: `${task}/4` }
  const shown = refs('refs/heads/main', `${task}/1/branch`, `${task}/2/checkpoint`, `${task}/2/uncommitted`)
  expect(startingPoint(shown, later).rescued).toEqual({
    commits: `${task}/2/checkpoint`,
    uncommitted: `${task}/2/uncommitted`,
  })
  const marked = new Map([...shown, [`${task}/2/superseded-${'a'.repeat(12)}`, 'a'.repeat(40)] as const])
  expect(startingPoint(marked, later).rescued).toEqual({ commits: `${task}/1/branch`, uncommitted: undefined })
  marked.set(`${task}/2/checkpoint`, 'b'.repeat(40))
  expect(startingPoint(marked, later).rescued).toEqual({ commits: `${task}/2/checkpoint`, uncommitted: undefined })
  const pushedSince = { ...later, lastPush: { attempt: 3, commit: 'a'.repeat(40) } }
  expect(startingPoint(shown, pushedSince).rescued).toEqual({ commits: undefined, uncommitted: undefined })
  expect(startingPoint(refs('refs/heads/main'), later).rescued).toEqual({ commits: undefined, uncommitted: undefined })
})
