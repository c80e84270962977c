/** Nothing that is about to start goes on to do so: nobody would be there to end it. */
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { abandonRuns } from '../../../src/kubelet/run/abandon-runs.ts'
import {
  containerFolder,
  newInstance,
  readInstance,
  recordStartError,
  shimProcess,
} from '../../../src/kubelet/run/instance.ts'
import { processInfo } from '../../../src/kubelet/run/process-id.ts'
import { aPod, open, sandbox, sh, startMachine, type Machine } from '../kubelet-on-this-machine.ts'

let tools: string
let machine: Machine

beforeEach(async () => {
  tools = await mkdtemp(join(tmpdir(), 'gastown-tools-'))
})
afterEach(async () => {
  await machine.end()
  await rm(tools, { recursive: true })
})

async function startUnfinished(script: string) {
  const bubblewrap = join(tools, 'bwrap')
  await writeFile(bubblewrap, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  machine = await startMachine({}, bubblewrap, false)
  const pod = await machine.create(aPod('young', { containers: [sh('agent', 'sleep 600')] }))
  const count = script.split('.pids').length - 1
  const made = () => (existsSync(`${bubblewrap}.pids`) ? readFileSync(`${bubblewrap}.pids`, 'utf8') : '')
  await expect.poll(() => made().match(/\n/g)?.length).toBe(count)
  const pids = made().trim().split('\n').map(Number)
  return {
    run: join(containerFolder(machine.podFolder(pod), 'agent'), '0'),
    living: () => pids.filter((pid) => processInfo(pid) !== undefined),
  }
}

/** A sandbox that is being made for as long as the test takes. */
const unfinished = [
  ['in its first process', 'echo $$ >>"$0.pids"; while [ -e $0 ]; do sleep 0.05; done'],
  ['by the child of that', 'echo $$ >>"$0.pids"; (while [ -e $0 ]; do sleep 0.05; done) & echo $! >>"$0.pids"; wait'],
  [
    'by a child with a session of its own',
    'echo $$ >>"$0.pids"; setsid sh -c "while [ -e $0 ]; do sleep 0.05; done" & echo $! >>"$0.pids"; wait',
  ],
] as const

describe.skipIf(!sandbox.ok)('without control groups (needs bubblewrap)', () => {
  test.for(unfinished)('what makes a sandbox %s ends with it', async ([, script]) => {
    const { run, living } = await startUnfinished(script)
    await machine.stop()
    await abandonRuns(join(machine.folder, 'pods'))
    await expect.poll(living).toEqual([])
    expect(readInstance(run)).toMatchObject({ kind: 'ended', reason: 'Lost' })
  })

  test.for(unfinished)('what makes a sandbox %s ends where somebody else killed its shim', async ([, script]) => {
    const { run, living } = await startUnfinished(script)
    process.kill(shimProcess(run) ?? 0, 'SIGKILL')
    await expect.poll(living).toEqual([])
    expect(readInstance(run)).toMatchObject({ kind: 'ended', reason: 'Lost' })
  })
})

test('a run that its shim has not claimed yet is not run by it any more; one that never began stays so', async () => {
  machine = await startMachine()
  const pod = await machine.create(aPod('unclaimed', { containers: [sh('agent', 'sleep 600')] }, open))
  await machine.until('unclaimed', ({ status }) => status?.phase === 'Running')
  await machine.stop()
  const place = containerFolder(machine.podFolder(pod), 'agent')
  const [unclaimed, neverBegan] = [newInstance(place), newInstance(place)]
  recordStartError(neverBegan, 'no such program')
  await abandonRuns(join(machine.folder, 'pods'))
  expect(readInstance(unclaimed)).toEqual({ kind: 'void' })
  expect(readInstance(neverBegan)).toMatchObject({ kind: 'ended', startedAt: undefined, reason: 'StartError' })
})
