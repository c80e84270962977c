import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import type { Outcome } from '../../scripts/demo/outcome.ts'
import { report } from '../../scripts/demo/report.ts'

const sha = 'a'.repeat(40)

const outcome: Outcome = {
  name: 'hapless',
  about: 'fails',
  phase: 'Failed',
  reason: 'AgentFailed',
  message: 'the agent ended with status 3; pushed 1 commit',
  exitCode: 10,
  branch: 'polecat/hapless',
  commit: sha,
  remoteCommit: sha,
  subject: 'Greet in Latin',
  rescueRefs: [{ ref: 'refs/gastown/hapless-1/1/uncommitted', commit: 'b'.repeat(40), diffStat: ' x | 1 +' }],
  diffStat: ' salve.sh | 2 ++\n 1 file changed, 2 insertions(+)',
  asExpected: true,
}

const pipe = new PassThrough() as unknown as NodeJS.WriteStream

test('outcome, the commit of the remote, what is in it, and where to look further', () => {
  expect(report(outcome, pipe)).toBe(`hapless (fails)
  outcome  Failed: AgentFailed, exit code 10
           the agent ended with status 3; pushed 1 commit
  remote   ${sha} polecat/hapless
           Greet in Latin
           salve.sh | 2 ++
           1 file changed, 2 insertions(+)
  rescued  ${'b'.repeat(40)} refs/gastown/hapless-1/1/uncommitted
           x | 1 +
`)
  expect(report(outcome, pipe, true)).toContain('  further  gastown describe hapless · gastown logs hapless')
})

test('another end than the expected one is told', () => {
  const text = report(
    { ...outcome, asExpected: false, remoteCommit: undefined, subject: undefined, diffStat: '', rescueRefs: [] },
    pipe,
  )
  expect(text).toContain('  remote   nothing polecat/hapless\n')
  expect(text).toContain('This is not how it should have ended.')
})
