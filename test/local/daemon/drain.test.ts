import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isSameProcess, thisProcess } from '../../../src/kubelet/run/process-id.ts'
import { openDrain } from '../../../src/local/daemon/drain.ts'
import { drainedPolecats, readDrainReport, writeDrainReport } from '../../../src/local/drain-report.ts'
import { isDrained } from '../../../src/operator/drain.ts'
import type { Polecat } from '../../../src/polecat/schema.ts'
import type { Condition, PolecatStatus } from '../../../src/polecat/status.ts'
import { anEndedPod, aPod, running } from '../../operator/a-pod.ts'
import { claimed } from '../../operator/observed.ts'
import { aPolecat } from '../../support/a-polecat.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gastown-drain-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const cache = (status: PolecatStatus | undefined, pods: ReturnType<typeof aPod>[]) => ({
  underWay: () => (status === undefined ? [] : [{ ...aPolecat(), status }]),
  pods: () => pods,
})

const one = (name: string, status: PolecatStatus, created = '2025-01-01T00:00:00Z'): Polecat => {
  const polecat = aPolecat({}, {}, name)
  return { ...polecat, metadata: { ...polecat.metadata, creationTimestamp: created }, status }
}

const ended = (more: PolecatStatus): PolecatStatus => ({
  ...claimed(),
  phase: 'Terminated',
  podActive: false,
  finishedAt: '2026-01-01T00:00:01Z',
  message: 'm',
  ...more,
})

describe('a drain', () => {
  test('is over when nothing works any more', async () => {
    const drain = openDrain()
    drain.over()
    const since = drain.ask(Date.now() + 3_600_000)
    expect(drain.asked.aborted).toBe(true)
    drain.over()
    expect(await drain.finished).toBe(since)
  })

  test('is over when its time is, which may be set anew', async () => {
    const drain = openDrain()
    const since = drain.ask(Date.now() + 3_600_000)
    expect(drain.ask(Date.now() - 1)).toBe(since)
    expect(await drain.finished).toBe(since)
  })
})

describe('nothing works any more', () => {
  const notSaved: Condition[] = [{ type: 'WorkSaved', status: 'False', reason: 'NotSaved', lastTransitionTime: 't' }]
  test.for([
    ['no polecat', undefined, [], true],
    ['only pods that have ended', undefined, [anEndedPod()], true],
    ['a pod without its polecat', undefined, [aPod({ agent: running })], false],
    ['an attempt without a pod yet', claimed(), [], false],
    ['an end that nobody has recorded', claimed(), [anEndedPod()], false],
    ['one that waits for the next start', { ...claimed(), conditions: notSaved }, [anEndedPod()], true],
    ['one that is being saved by this start', { ...claimed(), conditions: notSaved }, [aPod({ agent: 137 })], false],
  ] as const)('%s', ([, status, pods, over]) => expect(isDrained(cache(status, [...pods]))).toBe(over))
})

describe('the report', () => {
  const since = Date.parse('2026-01-01T00:00:00Z')

  test('tells of those that worked, and where work is that the remote does not have', () => {
    const items = [
      one('younger', ended({ reason: 'LocalModeEnded', result: { saved: 'saved' } }), '2025-02-01T00:00:00Z'),
      one('before', ended({ finishedAt: '2025-12-31T00:00:00Z' })),
      one('waits', { phase: 'Pending', reason: 'Paused' }),
      one('lost', ended({ phase: 'Failed', reason: 'PushFailed', result: { saved: 'failed' } })),
      one('saves', { ...claimed(), message: 'the remote is away' }),
    ]
    expect(drainedPolecats(items, since, '/pods')).toEqual([
      { name: 'lost', ended: true, reason: 'PushFailed', message: 'm', checkout: '/pods/pod-1/volumes/workspace/repo' },
      { name: 'saves', ended: false, message: 'the remote is away', checkout: '/pods/pod-1/volumes/workspace/repo' },
      { name: 'younger', ended: true, reason: 'LocalModeEnded', message: 'm' },
    ])
  })

  test("is that daemon's own, and for its user alone", async () => {
    const file = join(folder, 'report')
    const self = thisProcess()
    expect(readDrainReport(file, self)).toBeUndefined()
    writeDrainReport(file, { process: self, polecats: [] })
    expect(readDrainReport(file, self)).toEqual([])
    expect(readDrainReport(file, { ...self, start: '1' })).toBeUndefined()
    expect(isSameProcess(self, { ...self })).toBe(true)
    expect(await readFile(file, 'utf8')).toContain(String(self.pid))
  })
})
