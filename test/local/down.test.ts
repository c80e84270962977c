import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { thisProcess } from '../../src/kubelet/run/process-id.ts'
import { down } from '../../src/local/down.ts'
import { writeDrainReport } from '../../src/local/drain-report.ts'
import { takeLock } from '../../src/local/lock.ts'
import { pathsIn } from '../../src/local/paths.ts'
import { readReady, writeReady, type Ready } from '../../src/local/ready-file.ts'
import { settled } from '../../src/local/settled.ts'
import { status } from '../../src/local/status.ts'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gastown-down-'))
})
afterEach(() => rm(home, { recursive: true, force: true }))

const ready: Ready = {
  process: thisProcess(),
  server: 'https://127.0.0.1:1',
  kubeconfig: '/kubeconfig',
  sandboxed: true,
  limits: { memory: true, cpu: true, processes: 'run', disk: true },
  since: '2026-01-01T00:00:00Z',
}

/** A daemon that has the lock, and nothing else yet or any more. */
async function begin() {
  const paths = pathsIn(join(home, 'state'))
  await mkdir(paths.home)
  const lock = takeLock(paths.lock)
  if (!lock.taken) throw new Error('somebody else has the lock')
  const options = { env: { GASTOWN_HOME: paths.home }, home }
  expect(status(options)).toMatchObject({ running: false, changing: true, pid: process.pid })
  return { paths, lock, options }
}

describe('while a daemon is starting or stopping', () => {
  test('the status is waited for until it serves', async () => {
    const { paths, lock, options } = await begin()
    const state = await settled({ ...options, onWait: () => writeReady(paths.ready, ready) })
    expect(state).toMatchObject({ running: true, pid: process.pid })
    expect(state).not.toHaveProperty('ended')
    lock.unlock()
  })

  test('the status is waited for until it has ended, and what it leaves is known', async () => {
    const { paths, lock, options } = await begin()
    const polecats = [{ name: 'busy', ended: false, message: 'the remote is away' }]
    const onWait = () => {
      writeDrainReport(paths.drainReport, { process: thisProcess(), polecats })
      lock.unlock()
    }
    expect(await settled({ ...options, onWait })).toMatchObject({ running: false, ended: { drained: polecats } })
    expect(await settled({ ...options, onWait })).toEqual(status(options))
  })
})

test('what a daemon says that was started meanwhile stays', async () => {
  const paths = pathsIn(join(home, 'state'))
  await mkdir(paths.home)
  writeReady(paths.ready, ready)
  await down({ env: { GASTOWN_HOME: paths.home }, home, force: true })
  expect(readReady(paths.ready)).toEqual(ready)
})
