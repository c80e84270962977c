import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CountFolders } from '../../../src/kubelet/limits/folder-count.ts'
import { readPod } from '../../../src/kubelet/pod/pod-spec.ts'
import { StorageWatch } from '../../../src/kubelet/limits/storage-watch.ts'
import { waitFor } from '../../support/wait-for.ts'
import { aPod, sh } from '../kubelet-on-this-machine.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gastown-watch-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** `sizes`: of the pod, at each count. */
function watching(limit: string, sizes: readonly number[], tookMs: number) {
  const resources = { limits: { 'ephemeral-storage': limit } }
  const pod = readPod({ ...aPod('a', { containers: [sh('main', '', { resources })] }), status: {} })
  const rest = [...sizes]
  let counts = 0
  const count: CountFolders = async (folders) => {
    counts += 1
    const bytes = rest.shift() ?? 0
    return { bytes: new Map(folders.map((one) => [one, bytes])), tookMs }
  }
  const watch = new StorageWatch(folder, pod, { count, notice: () => {} }, () => {})
  return { watch, counts: () => counts }
}

test('what somebody else frees meanwhile hides no growth for long', async () => {
  const { watch } = watching('10Mi', [1, 11 * 2 ** 20], 5)
  const now = Date.now()
  watch.check(now)
  await waitFor('the second count', () => {
    watch.check(now + 31_000)
    return watch.message
  })
  expect(watch.message).toContain('10Mi')
})

test('a count that is dear is seldom', async () => {
  const { watch, counts } = watching('100Ti', [1, 1], 2000)
  const now = Date.now()
  watch.check(now)
  // Until that count is over, nothing else is begun.
  await new Promise(setImmediate)
  watch.check(now + 300_000)
  expect(counts()).toBe(1)
  watch.check(now + 401_000)
  expect(counts()).toBe(2)
})
