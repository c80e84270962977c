import { lstatSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { segmentBytes, segmentsKept } from '../../src/kubelet/log/log-segments.ts'
import { aPod, ended, isRunning, open, sandbox, sh, startMachine, stateOf } from './kubelet-on-this-machine.ts'
import { full, onlyInFull } from '../support/full.ts'
import { openedForEach } from '../support/opened.ts'
import { processesNaming } from '../support/processes-naming.ts'

const machine = openedForEach(
  () => startMachine(),
  (one) => one.end(),
)

const marks = sandbox.ok ? {} : open

async function finish(name: string, script: string, how: typeof open | object = marks) {
  await machine.create(aPod(name, { containers: [sh('main', script)] }, how))
  const pod = await machine.until(name, ended)
  return { pod, log: await machine.log(pod, 'main'), folder: join(machine.podFolder(pod), 'containers/main/0') }
}

test('a container cannot make its output longer, shorter or other than it printed it', async () => {
  const { log, pod } = await finish(
    'vandal',
    `echo first; for at in 1 2; do
      truncate -s 4T /proc/$$$$/fd/$at 2>/dev/null; fallocate -l 1G /proc/$$$$/fd/$at 2>/dev/null
      : >/proc/$$$$/fd/$at; : >/dev/stdout; dd if=/dev/null of=/proc/$$$$/fd/$at 2>/dev/null
    done; echo second >/dev/stdout; echo third >&2; [ -f /proc/$$$$/fd/1 ] && echo a file; exit 0`,
  )
  expect(log).toBe('first\nsecond\nthird\n')
  expect(pod.status?.phase).toBe('Succeeded')
})

test.runIf(full)(
  `output without an end fills no disk, keeps nobody waiting, and its log says what is gone${onlyInFull}`,
  async () => {
    await machine.create(aPod('flood', { containers: [sh('main', 'yes; sleep 60')] }, marks))
    await machine.create(aPod('calm', { containers: [sh('main', 'while :; do date; sleep 0.05; done')] }, marks))
    const flood = await machine.until('flood', isRunning)
    const calm = await machine.until('calm', isRunning)
    const folder = join(machine.podFolder(flood), 'containers/main/0')
    const sizes = () =>
      readdirSync(folder).map((name) => lstatSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0)
    await expect.poll(() => readdirSync(folder).some((name) => name === `output.${segmentsKept + 2}`)).toBe(true)
    const times: number[] = []
    for (let look = 0; look < 5; look++) {
      const began = performance.now()
      expect(await machine.log(calm, 'main')).not.toBe('')
      times.push(performance.now() - began)
      expect(sizes().reduce((sum, size) => sum + size, 0)).toBeLessThan(segmentBytes * (segmentsKept + 2))
    }
    // A busy machine is slow now and then; a daemon that reads all of the flood is so each time.
    expect(Math.min(...times)).toBeLessThan(1000)
    expect((await machine.log(flood, 'main')).slice(0, 100)).toMatch(/^output before this is gone: /)
  },
)

test('output that a daemon does not see is all there for the next one', async () => {
  const script = 'n=0; while [ $n -lt 3000 ]; do n=$((n+1)); echo $n; done; sleep 0.3; echo end'
  await machine.create(aPod('busy', { containers: [sh('main', script)] }, marks))
  await machine.until('busy', isRunning)
  for (let round = 0; round < 3; round++) {
    await machine.stop()
    await machine.start()
  }
  const lines = (await machine.log(await machine.until('busy', ended), 'main')).trim().split('\n')
  expect(lines).toEqual([...Array.from({ length: 3000 }, (_, n) => String(n + 1)), 'end'])
})

test.runIf(full)(`the end of a container does not wait for who still holds its output${onlyInFull}`, async () => {
  const time = `300.${process.pid}`
  try {
    const { log } = await finish('holds', `(env -i setsid sleep ${time}) & echo done`, open)
    expect(log).toBe('done\n')
  } finally {
    for (const pid of processesNaming(time)) process.kill(Number(pid), 'SIGKILL')
  }
})

test('no file is longer than the largest volume of the container', async () => {
  const volumes = [
    { name: 'work', emptyDir: { sizeLimit: '8Mi' } },
    { name: 'more', emptyDir: { sizeLimit: '2Mi' } },
  ]
  const script = `cd "\${GASTOWN_ROOT:-}/work"; truncate -s 8M whole && echo whole; truncate -s 9M long 2>/dev/null || echo refused; head -c 9M /dev/zero >long 2>/dev/null; stat -c %s long`
  const volumeMounts = volumes.map(({ name }) => ({ name, mountPath: `/${name}` }))
  await machine.create(aPod('long', { volumes, containers: [sh('main', script, { volumeMounts })] }, marks))
  expect(await machine.log(await machine.until('long', ended), 'main')).toContain('whole\nrefused\n8388608\n')
})

describe.skipIf(!sandbox.ok)(`in a sandbox${sandbox.ok ? '' : ` (skipped: ${sandbox.reason})`}`, () => {
  test('the termination message is what was written first, and takes no space', async () => {
    const { pod, folder } = await finish(
      'talks',
      `printf 'said ' >/dev/termination-log; fallocate -l 30G /dev/termination-log 2>/dev/null; truncate -s 3T /dev/termination-log 2>/dev/null
       head -c 3000000 /dev/zero | tr '\\0' x >/dev/termination-log; echo wrote; exit 4`,
    )
    const { terminated } = stateOf(pod, 'main')?.state ?? {}
    expect(terminated).toMatchObject({ exitCode: 4, message: `said ${'x'.repeat(4091)}` })
    expect(statSync(join(folder, 'termination-log')).size).toBe(4096)
  })

  test.runIf(full)(`a container holds nothing of its folder on the machine open${onlyInFull}`, async () => {
    const { log } = await finish('files', 'for fd in /proc/self/fd/*; do readlink "$fd"; done')
    expect(log.split('\n').filter((name) => name.includes(machine.folder) && !name.includes('.pipe'))).toEqual([])
  })
})
