/** The remote takes the last work of a polecat so slowly that the agent's container ends before it. */
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '../../src/kube/connect.ts'
import { pods } from '../../src/kube/resources.ts'
import { openClock, type Clock } from '../support/clock.ts'
import { describeInFull } from '../support/full.ts'
import { openStory, type Ran, type Repository, type Story } from '../support/story.ts'
import { waitFor } from '../support/wait-for.ts'

let story: Story
let clock: Clock

beforeAll(async () => {
  story = await openStory()
  clock = openClock(join(story.folder, 'clock'))
  // The entry's time, which ends its wait for the save a minute after somebody asked for the end.
  story.env['PATH'] = `${clock.folder}:${story.env['PATH']}`
})
afterAll(() => story.close())

interface Held {
  readonly repository: Repository
  /** What `terminate --wait` comes to. */
  readonly done: Promise<Ran>
}

/** The remote's hook holds the push of the last work while the agent's container ends. */
async function terminateWhileHeld(name: string, hook: string): Promise<Held> {
  const repository = await story.repository(name)
  const began = join(repository.remote, 'began')
  const body = `grep -q ' refs/heads/polecat/' || exit 0; : >began; until [ -e go ]; do sleep 0.1; done`
  await writeFile(join(repository.remote, 'hooks', hook), `#!/bin/sh\n${body}\n`, { mode: 0o755 })
  const agent = 'echo one >a; git add a; git commit -qm Work; echo two >b; echo ready; sleep 600'
  const words = ['create', name, '--task', 't', '--agent', 'custom', '--', 'sh', '-c', agent]
  expect(await story.gastown(words, { cwd: repository.checkout })).toMatchObject({ code: 0 })
  await story.said(name, 'ready')
  const done = story.gastown(['terminate', name, '--wait'])
  await expect.poll(() => existsSync(began)).toBe(true)
  expect((await story.polecat(name)).status?.message).toContain('its work is being saved')
  await waitFor('the end of the agent', async () => {
    clock.advance(20)
    const { status } = await story.polecat(name)
    return status?.message === 'the agent has ended; its work is being saved' || undefined
  })
  return { repository, done }
}

test('terminate waits for it, and says what was saved', async () => {
  const { repository, done } = await terminateWhileHeld('slow', 'pre-receive')
  expect((await repository.refs()).has('refs/heads/polecat/slow')).toBe(false)
  await writeFile(join(repository.remote, 'go'), '')
  const { code, stdout } = await done
  expect(stdout).toMatch(
    /^ +message +terminated on request; pushed 1 commit \(\w+\) to polecat\/slow; uncommitted work/m,
  )
  expect(code).toBe(15)
  const { status } = await story.polecat('slow')
  expect(status).toMatchObject({ phase: 'Terminated', reason: 'Terminated', result: { saved: 'saved', commits: 1 } })
  expect(status?.result?.commit).toBe((await repository.refs()).get('refs/heads/polecat/slow'))
  expect(await repository.git('show', 'polecat/slow:a')).toBe('one\n')
  expect(await repository.git('show', `${status?.result?.rescueRefs?.[0]}:b`)).toBe('two\n')
})

/** As somebody who does not wait for the end of its grace period. */
async function endPod(polecat: string): Promise<void> {
  const { kubeconfig } = JSON.parse((await story.gastown(['local', 'status', '-o', 'json'])).stdout) as {
    kubeconfig: string
  }
  const client = await connect({ kubeconfig, home: story.folder, env: story.env, fieldManager: 'test' })
  const { podName } = (await story.polecat(polecat)).status ?? {}
  const pod = (await client.list(pods)).items.find(({ metadata }) => metadata?.name === podName)
  await client.remove(pods, podName ?? '', pod?.metadata?.namespace, { graceSeconds: 3 })
  client.close()
}

describeInFull('no answer', () => {
  test('what the remote has taken without an answer when the pod is ended is not said to be lost', async () => {
    const { repository, done } = await terminateWhileHeld('silent', 'post-receive')
    await endPod('silent')
    const { code, stdout } = await done
    const arrived = [...(await repository.refs()).keys()].filter((ref) => ref.includes('silent'))
    expect(arrived).toContain('refs/heads/polecat/silent')
    expect(stdout).toContain('the remote did not respond before the pod had to end; terminated on request')
    expect(stdout).toMatch(/; unknown whether commits sent to refs\/heads\/polecat\/silent, .+ arrived; what is not/)
    expect(stdout).not.toContain('not saved')
    expect(code).toBe(14)
    expect((await story.polecat('silent')).status?.result).toMatchObject({ saved: 'failed' })
  })
})
