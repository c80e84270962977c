import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { thisProcess } from '../../src/kubelet/process-id.ts'
import { down } from '../../src/local/down.ts'
import { pathsIn } from '../../src/local/paths.ts'
import { readReady, writeReady, type Ready } from '../../src/local/ready-file.ts'

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

test('what a daemon says that was started meanwhile stays', async () => {
  const paths = pathsIn(join(home, 'state'))
  await mkdir(paths.home)
  writeReady(paths.ready, ready)
  await down({ env: { GASTOWN_HOME: paths.home }, home, force: true })
  expect(readReady(paths.ready)).toEqual(ready)
})
