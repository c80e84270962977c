import { expect, test } from 'vitest'
import { refusalOf, rejectedRefs } from '../../../src/saving/push/refusal.ts'

const ref = 'refs/heads/x'

test('reads what git says of each ref', () => {
  const porcelain = [
    'To /srv/a.git',
    `!\t${'a'.repeat(40)}:refs/heads/x\t[remote rejected] (pre-receive hook declined)`,
    `*\t${'a'.repeat(40)}:refs/gastown/x/1/uncommitted\t[new reference]`,
    `!\t:refs/gastown/x/1/checkpoint\t[rejected] (stale info)`,
    'Done',
  ].join('\n')
  expect([...rejectedRefs(porcelain)]).toEqual([
    ['refs/heads/x', '[remote rejected] (pre-receive hook declined)'],
    ['refs/gastown/x/1/checkpoint', '[rejected] (stale info)'],
  ])
})

/** As GitHub, GitLab, Gitea and plain git say it. */
test.each([
  ['moved', '[rejected] (stale info)', '', true, 'refs/heads/x was changed on the remote since it was last seen'],
  [
    'protected',
    '[remote rejected] (protected branch hook declined)',
    'remote: error: GH006: Protected branch update failed for refs/heads/x.        \n',
    false,
    'refs/heads/x is protected on the server: error: GH006: Protected branch update failed for refs/heads/x.',
  ],
  [
    'protected',
    '[remote rejected] (pre-receive hook declined)',
    'remote: GitLab: You are not allowed to push code to protected branches on this project.\n',
    false,
    'refs/heads/x is protected on the server: GitLab: You are not allowed',
  ],
  [
    'protected',
    '[remote rejected] (push declined due to repository rule violations)',
    'remote: error: GH013: Repository rule violations found for refs/heads/x.\n',
    false,
    'refs/heads/x is protected on the server: error: GH013',
  ],
  [
    'hook',
    '[remote rejected] (hook declined)',
    'remote: \u001b[31mno\u001b[0m weekend pushes\nremote:\nremote: Resolving deltas: 100% (1/1)\n',
    false,
    'a hook of the server declined refs/heads/x: [31mno[0m weekend pushes',
  ],
  ['hook', '[remote rejected] (pre-receive hook declined)', '', false, 'a hook of the server declined refs/heads/x'],
  [
    'disk-full',
    '[remote rejected] (unpacker error)',
    'remote: fatal: write error: No space left on device\n',
    false,
    'the server has no space for refs/heads/x: fatal: write error',
  ],
  [
    'refused',
    '[remote rejected] (deny updating a hidden ref)',
    '',
    false,
    'the server refused refs/heads/x (deny updating a hidden ref)',
  ],
  ['refused', '', '', false, 'the server refused refs/heads/x'],
])('%s: %s', (kind, reason, stderr, moved, words) => {
  const refusal = refusalOf({ ref, reason, stderr, moved })
  expect(refusal.kind).toBe(kind)
  expect(refusal.words.startsWith(words)).toBe(true)
})
