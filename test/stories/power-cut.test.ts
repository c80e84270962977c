/** Everything ends at once, as in a power cut; the next `local up` saves what is in the checkouts. The remote is asked by git alone. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { abandonRuns } from '../../src/kubelet/run/abandon-runs.ts'
import { full, onlyInFull } from '../support/full.ts'
import { openedForEach } from '../support/opened.ts'
import { openStory } from '../support/story.ts'

const story = openedForEach(openStory, (one) => one.close())
const repository = openedForEach(() => story.repository('athena'))

const state = () => join(story.folder, 'state')
const agent = 'echo one > a; git add a; git commit -qm One; echo two > b; echo ready; sleep 600'

async function startAndCut(): Promise<void> {
  const words = ['create', 'cut', '--task', 'Do it', '--agent', 'custom', '--', 'sh', '-c', agent]
  expect(await story.gastown(words, { cwd: repository.checkout })).toMatchObject({ code: 0 })
  await story.said('cut', 'ready')
  const { pid } = JSON.parse((await story.gastown(['local', 'status', '-o', 'json'])).stdout) as { pid: number }
  process.kill(pid, 'SIGKILL')
  await abandonRuns(join(state(), 'pods'))
}

/** What git finds on the remote: the file of the commit, and the file that was not committed. */
async function saved(): Promise<string[]> {
  const refs = [...(await repository.refs()).keys()]
  const rescue = refs.find((ref) => /^refs\/gastown\/cut-\w+\/1\/uncommitted$/.test(ref))
  return [await repository.git('show', 'polecat/cut:a'), await repository.git('show', `${rescue}:b`)]
}

test('its polecats are saved, and say what became of them', async () => {
  await startAndCut()
  expect(await story.gastown(['local', 'up'])).toMatchObject({ code: 0 })
  expect(await story.gastown(['wait', 'cut', '--timeout', '90s'])).toMatchObject({ code: 17 })
  expect(await saved()).toEqual(['one\n', 'two\n'])
  const { status } = await story.polecat('cut')
  expect(status).toMatchObject({ phase: 'Failed', reason: 'NodeLost', attempt: 1, result: { saved: 'saved' } })
  expect(status?.result?.commit).toBe((await repository.refs()).get('refs/heads/polecat/cut'))
  const retried = await story.gastown(['retry', 'cut'])
  expect(retried).toMatchObject({ code: 0 })
})

test.skipIf(!full)(`a checkout whose pod nobody knows is saved too${onlyInFull}`, async () => {
  await startAndCut()
  rmSync(join(state(), 'data'), { recursive: true })
  const up = await story.gastown(['local', 'up'])
  expect(up).toMatchObject({ code: 0 })
  expect(up.stderr).toMatch(/cut-\w{4}-1/)
  await expect.poll(saved, { interval: 500 }).toEqual(['one\n', 'two\n'])
})
