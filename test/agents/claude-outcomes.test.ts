/** Every recorded run of Claude Code with its exit code: what its polecat says of it in the end. */
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { claudeCode } from '../../src/agents/claude-code.ts'
import { plan } from '../../src/operator/plan.ts'
import { files } from '../../src/pod/layout.ts'
import { scrubberOf } from '../../src/saving/scrub.ts'
import { Segments } from '../../src/saving/transcript-segments.ts'
import { RawOutput } from '../../src/saving/transcript-source.ts'
import { Transcript } from '../../src/saving/transcript.ts'
import { anEndedPod, ended, pushed, worked } from '../operator/a-pod.ts'
import { claimed, observed } from '../operator/observed.ts'
import { AttemptFolder } from '../support/attempt-folder.ts'

const runs: readonly (readonly [name: string, exitCode: number, changed: boolean])[] = [
  ['ok', 0, true],
  ['json', 0, true],
  ['partial-messages-hooks', 0, true],
  ['oauth-rate-limit-event', 0, true],
  ['permission-denied', 0, false],
  ['400', 1, false],
  ['401-retries', 1, false],
  ['403', 1, false],
  ['404', 1, false],
  ['429-retries', 1, false],
  ['500-retries', 1, false],
  ['529-retries', 1, false],
  ['api-timeout', 1, false],
  ['max-turns', 1, true],
  ['not-logged-in', 1, false],
  ['resume-missing', 1, false],
  ['sigint-in-api', 0, false],
  ['sigterm-in-api', 143, false],
  ['sigterm-in-tool', 143, true],
]

async function outcomeOf(attempt: AttemptFolder, [name, exitCode, changed]: (typeof runs)[number]): Promise<string> {
  attempt.makeVolumes()
  const raw = attempt.path(files.agentOutput)
  copyFileSync(join(import.meta.dirname, `../fixtures/agents/claude-${name}.ndjson`), raw)
  const transcript = new Transcript({
    source: new RawOutput(raw),
    segments: new Segments(attempt.path(files.transcript)),
    parser: claudeCode.parser(),
    scrubber: scrubberOf([]),
    log: () => {},
    keep: () => {},
    before: { lines: 0 },
  })
  await transcript.drain()
  const { end, usage } = transcript
  const save = { ...worked, changed, ...(end && { end }), ...(usage && { usage }) }
  const nothing = { state: 'saved', final: true, message: 'nothing to save' } as const
  const pod = anEndedPod({ agent: ended(exitCode), push: changed ? pushed : nothing, save })
  const status = { ...claimed(), phase: 'Working' as const, agent: 'claude-code' as const }
  const { reason, message, usage: told } = plan(observed({ pods: [pod], status })).status
  const { costUSD, costBasis, turns, inputTokens = 0, outputTokens = 0 } = told ?? {}
  const cost = costUSD === undefined ? (costBasis ?? 'unknown') : `$${costUSD}`
  return `${name}: ${reason}, ${cost}, ${turns ?? '?'} turns, ${inputTokens} in, ${outputTokens} out\n  ${message}\n`
}

test('reasons, messages and costs', async () => {
  const lines: string[] = []
  await using attempt = new AttemptFolder()
  for (const run of runs) lines.push(await outcomeOf(attempt, run))
  await expect(lines.join('')).toMatchFileSnapshot('../golden/agents/claude-code.txt')
})
