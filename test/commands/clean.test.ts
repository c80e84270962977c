import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import CleanAll from '../../src/commands/clean/all.ts'
import CleanFinished from '../../src/commands/clean/finished.ts'
import CleanOrphans from '../../src/commands/clean/orphans.ts'
import { pods, polecats } from '../../src/kube/resources.ts'
import { aPolecat } from '../support/a-polecat.ts'
import { openWorld, type FakeWorld } from '../support/fakes/fake-context.ts'

let world: FakeWorld
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

describe('finished', () => {
  beforeEach(async () => {
    const ended = { attempt: 1, podName: 'p', podActive: false }
    const put = (name: string, status: object) =>
      world.put(polecats, { ...aPolecat({}, {}, name), status: { ...ended, ...status } } as never)
    await put('old', {
      phase: 'Done',
      reason: 'Pushed',
      finishedAt: '2026-02-01T00:00:00Z',
      result: { saved: 'saved' },
    })
    await put('young', { phase: 'Failed', reason: 'NoChanges', finishedAt: '2026-03-01T11:00:00Z' })
    await put('lost', {
      phase: 'Failed',
      finishedAt: '2026-02-01T00:00:00Z',
      message: 'm',
      result: { saved: 'failed' },
    })
    await put('busy', { phase: 'Working', podActive: true })
  })

  test('a dry run shows what would go, and why something stays', async () => {
    expect(await world.run(CleanFinished, ['-A', '--dry-run'])).toEqual({
      code: 0,
      stdout: 'NAME    AGE   WHAT\nold     28d   Done (Pushed)\nyoung   1h    Failed (NoChanges)\n',
      stderr: 'Cleaning all rigs.\nlost is kept: work of lost is not on the remote: m (remove it with --force)\n',
    })
    expect(world.client.writes).toEqual([])
  })

  test('what is lost by force is marked, before it is', async () => {
    const { stdout } = await world.run(CleanFinished, ['-A', '--dry-run', '--force'])
    expect(stdout).toContain('LOST WITH IT\n')
    expect(stdout).toMatch(/^lost .* work of lost is not on the remote: m$/m)
    expect(stdout).toMatch(/^old .* -$/m)
  })

  test('as data', async () => {
    expect((await world.run(CleanFinished, ['-A', '--dry-run', '-o', 'name'])).stdout).toBe('old\nyoung\n')
    expect(JSON.parse((await world.run(CleanFinished, ['-A', '--dry-run', '-o', 'json'])).stdout)).toEqual([
      { name: 'old', what: 'Done (Pushed)', since: '2026-02-01T00:00:00Z' },
      { name: 'young', what: 'Failed (NoChanges)', since: '2026-03-01T11:00:00Z' },
    ])
    expect((await world.run(CleanFinished, ['-A', '--dry-run', '-o', 'yaml'])).stdout).toContain('- name: old\n')
    const none = await world.run(CleanFinished, ['-A', '--older-than', '90d', '-o', 'json'])
    expect(none).toMatchObject({ code: 0, stdout: '[]\n', stderr: 'Nothing to remove.\n' })
  })

  test('a pipe needs --yes', async () => {
    expect(await world.run(CleanFinished, ['-A'])).toMatchObject({ code: 7, stderr: expect.stringContaining('--yes') })
    expect(world.client.writes).toEqual([])
  })

  test('removes what is old', async () => {
    expect(await world.run(CleanFinished, ['-A', '--older-than', '7d', '--yes'])).toMatchObject({ code: 0 })
    expect(world.client.writes).toEqual(['delete polecats/old'])
  })
})

const pod = (name: string, uid: string, state: object, message?: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    namespace: 'gastown-workers',
    creationTimestamp: '2026-03-01T11:00:00Z',
    labels: { 'app.kubernetes.io/managed-by': 'gastown-operator', polecat: 'x', 'gastown.io/polecat-uid': uid },
    finalizers: ['gastown.io/record'],
  },
  status: {
    phase: 'running' in state ? 'Running' : 'Succeeded',
    containerStatuses: [{ name: 'agent', state }],
    initContainerStatuses: [
      { name: 'git-push', state: message ? { terminated: { message: JSON.stringify(message) } } : state },
    ],
  },
})

describe('orphans', () => {
  const ended = { terminated: { exitCode: 0 } }
  const saved = { state: 'saved', final: true, commit: 'a'.repeat(40) }

  test('pods of polecats that are gone, but those with unsaved work', async () => {
    const alive = aPolecat({}, {}, 'alive')
    await world.put(polecats, { ...alive, metadata: { ...alive.metadata, uid: 'alive' } })
    await world.put(
      pods,
      pod('of-alive', 'alive', ended, saved),
      pod('done', 'gone', ended, saved),
      pod('running', 'gone', { running: {} }),
      pod('unsaved', 'gone', ended, { ...saved, state: 'failed' }),
    )
    const { code, stdout, stderr } = await world.run(CleanOrphans, ['-A', '--yes'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'NAME   AGE   WHAT\ndone   1h    pod of x, which is gone\n' })
    expect(stderr).toMatch(/running is kept: its agent still runs[^]*unsaved is kept: /)
    expect(world.client.writes).toEqual(['patch object pods/done', 'delete pods/done'])
  })

  test('folders of local mode whose pod is gone', async () => {
    const removed: string[] = []
    world.cluster = false
    const folder = (name: string, unsaved: string | undefined) => ({
      folder: `/data/pods/${name}`,
      since: '2026-03-01T11:00:00Z',
      rig: undefined,
      unsaved,
      remove: async () => void removed.push(name),
    })
    world.left = [folder('.removed-1', undefined), folder('2', 'nobody has recorded what its polecat did')]
    const { stdout, stderr } = await world.run(CleanOrphans, ['-A', '--yes'])
    expect(stdout).toContain(
      '1      1h    folder of a pod that is gone, which could not be removed: /data/pods/.removed-1\n',
    )
    expect(stderr).toContain('2 is kept: nobody has recorded what its polecat did (remove it with --force)\n')
    expect(removed).toEqual(['.removed-1'])
    expect((await world.run(CleanAll, ['-A', '--dry-run', '--force', '-o', 'name'])).stdout).toBe('1\n2\n')
  })
})
