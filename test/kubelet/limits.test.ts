/** Limits by control groups, with real processes: what an agent may use up is its own. */
import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import type { V1Pod } from '../../src/kube/wire.ts'
import { describe, expect, test } from 'vitest'
import { abandonRuns } from '../../src/kubelet/run/abandon-runs.ts'
import { keyOf } from '../../src/kubelet/pod/pod-spec.ts'
import { openedOnce } from '../support/opened.ts'
import { waitFor } from '../support/wait-for.ts'
import { aPod, ended, limited, open, sandbox, sh, startMachine, stateOf } from './kubelet-on-this-machine.ts'
import { full, onlyInFull } from '../support/full.ts'

const running = (pod: V1Pod) => stateOf(pod, 'agent')?.state?.running !== undefined
const marks = sandbox.ok ? {} : open

describe.skipIf(!limited)('limits (needs control groups that this user may make)', { timeout: 240_000 }, () => {
  const machine = openedOnce(
    () => startMachine(),
    (one) => one.end(),
  )

  const start = async (name: string, script: string, limits: Record<string, string> = {}, more: object = {}) => {
    const container = sh('agent', script, { resources: { limits, ...more } })
    await machine.create(aPod(name, { terminationGracePeriodSeconds: 1, containers: [container] }, marks))
  }
  const groups = (pod: V1Pod) =>
    readFileSync(join(machine.podFolder(pod), 'containers/agent/0/cgroup'), 'utf8')
      .trim()
      .split('\n')

  test('a leak ends its own container, which is told, and nothing else', async () => {
    await start('quiet', 'echo up; sleep 60')
    await machine.until('quiet', running)
    await start('leak', 'tail /dev/zero', { memory: '64Mi' })
    const done = await machine.until('leak', ended)
    expect(stateOf(done, 'agent')?.state?.terminated).toMatchObject({ exitCode: 137, reason: 'OOMKilled' })
    expect(running(await machine.until('quiet', () => true))).toBe(true)
  })

  test.runIf(full)(`what ends with 137 by itself was not killed for its memory${onlyInFull}`, async () => {
    await start('own', 'kill -9 $$', { memory: '64Mi' })
    const done = await machine.until('own', ended)
    expect(stateOf(done, 'agent')?.state?.terminated).toMatchObject({ reason: 'Error' })
  })

  test('a fork bomb stays in its own processes, and its neighbour can fork', async () => {
    await start('neighbour', 'while :; do n=$((n+1)); /bin/echo $n; sleep 0.1; done')
    const neighbour = await machine.until('neighbour', running)
    // What keeps it running is there before the bomb, which leaves no room for it.
    await start('bomb', 'bomb() { bomb | bomb & }; sleep 60 & (bomb) 2>/dev/null; wait', { memory: '256Mi' })
    const bomb = await machine.until('bomb', running)
    const pids = groups(bomb).find((group) => existsSync(join(group, 'pids.current'))) ?? ''
    const refused = () => (/^max ([1-9]\d*)$/m.test(readFileSync(join(pids, 'pids.events'), 'utf8')) ? true : undefined)
    await waitFor('a fork that is refused', refused)
    expect(Number(readFileSync(join(pids, 'pids.current'), 'utf8'))).toBeLessThanOrEqual(64)
    const lines = async () => (await machine.log(neighbour, 'agent')).split('\n').length
    const before = await lines()
    await waitFor('the neighbour to go on', async () => ((await lines()) > before + 3 ? true : undefined))
  })

  test.runIf(full)(`a shell beside it shares its limits${onlyInFull}`, async () => {
    await start('shell', 'echo up; sleep 60')
    const pod = await machine.until('shell', running)
    await expect.poll(() => machine.log(pod, 'agent')).toBe('up\n')
    const [group = ''] = groups(pod)
    const before = readFileSync(join(group, 'cgroup.procs'), 'utf8').trim().split('\n').length
    const over = new AbortController()
    const [stdout, stderr] = [new PassThrough().resume(), new PassThrough().resume()]
    const sizes = (async function* () {})()
    const command = ['sleep', '60']
    const options = { command, tty: false, stdout, stderr, sizes, signal: over.signal }
    const shell = machine.kubelet.exec(keyOf(pod), 'agent', options)
    await waitFor('the shell in the group', () => {
      const now = readFileSync(join(group, 'cgroup.procs'), 'utf8').trim().split('\n').length
      return now > before ? true : undefined
    })
    over.abort()
    await shell
  })

  test('processors are shared out as the spec says', async () => {
    await start('cpu', 'echo up; sleep 60', { cpu: '1500m' }, { requests: { cpu: '250m' } })
    const pod = await machine.until('cpu', running)
    const files = ['cpu.shares', 'cpu.cfs_quota_us', 'cpu.weight', 'cpu.max']
    const places = groups(pod).flatMap((group) => files.map((file) => join(group, file)))
    const found = places.filter((place) => existsSync(place)).map((place) => readFileSync(place, 'utf8').trim())
    expect(['256,150000', '10,150000 100000']).toContain(found.join(','))
  })

  test('groups outlive the daemon, tell the next one how their run ended, and go with it', async () => {
    const root = sandbox.ok ? '' : '$GASTOWN_ROOT'
    const script = `until [ -e ${root}/work/go ]; do sleep 0.1; done; tail /dev/zero`
    const volumeMounts = [{ name: 'work', mountPath: '/work' }]
    const container = sh('agent', script, { resources: { limits: { memory: '64Mi' } }, volumeMounts })
    await machine.create(aPod('late', { volumes: [{ name: 'work', emptyDir: {} }], containers: [container] }, marks))
    const pod = await machine.until('late', running)
    const all = groups(pod)
    await machine.stop()
    expect(all.every((group) => existsSync(group))).toBe(true)
    await machine.start()
    await writeFile(join(machine.podFolder(pod), 'volumes/work/go'), '')
    const done = await machine.until('late', ended)
    expect(stateOf(done, 'agent')?.state?.terminated).toMatchObject({ reason: 'OOMKilled' })
    await waitFor('no group of it', () => (all.some((group) => existsSync(group)) ? undefined : true))
  })

  test.runIf(full)(`what is ended with the whole of local mode leaves no group${onlyInFull}`, async () => {
    await start('abandoned', 'echo up; sleep 60')
    const all = groups(await machine.until('abandoned', running))
    await machine.stop()
    await abandonRuns(join(machine.folder, 'pods'))
    expect(all.filter((group) => existsSync(group))).toEqual([])
    await machine.start()
  })

  test.runIf(full && sandbox.ok)(`control groups are out of an agent’s sight in a sandbox${onlyInFull}`, async () => {
    await start('sight', 'ls /sys 2>&1; grep -c cgroup /proc/self/mounts')
    expect(await machine.log(await machine.until('sight', ended), 'agent')).toMatch(/No such file.*\n0\n$/)
  })
})
