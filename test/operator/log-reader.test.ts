import { expect, test, vi } from 'vitest'
import type { LogItem, LogRequest } from '../../src/kube/client.ts'
import { openLogReader } from '../../src/operator/log-reader.ts'
import { stateLine } from '../../src/saving/state-event.ts'
import { aPod, ended, pushed, running, worked, type Seen } from './a-pod.ts'

const works: Seen = { agent: running, clone: { ok: true }, save: { running: { startedAt: '2026-01-01T00:00:03Z' } } }
const state = stateLine({ type: 'state', phase: 'working', lastActivity: '2026-01-01T00:00:09.000Z' }, new Date())
const record = JSON.stringify({ n: 7, time: '2026-01-01T00:00:20.000Z', event: { type: 'text', text: 'x' } })

function opened(lines: (request: LogRequest) => readonly string[]) {
  const requests: LogRequest[] = []
  const changed = vi.fn<() => void>()
  async function* logs(_pod: string, _namespace: string, request: LogRequest = {}): AsyncGenerator<LogItem> {
    requests.push(request)
    for (const text of lines(request)) yield { type: 'line', time: '2026-01-01T00:00:00Z', text }
  }
  const reader = openLogReader({ client: { logs }, workerNamespace: 'gastown-workers', changed })
  return { reader, requests, changed, [Symbol.asyncDispose]: () => reader.close() }
}

test("the end of git-save's log is read at once, within bounds, without following", async () => {
  await using it = opened(() => [state, record])
  it.reader.put(aPod(works))
  await expect.poll(() => it.changed).toHaveBeenCalledOnce()
  expect(it.requests).toMatchObject([{ container: 'git-save', tailLines: 64, limitBytes: 65_536 }])
  expect(it.requests[0]?.follow).toBeUndefined()
  expect(it.reader.logStateOf('pod-1')).toEqual({
    type: 'state',
    phase: 'working',
    lastActivity: '2026-01-01T00:00:20.000Z',
  })
  // The same pod once more is no change.
  it.reader.put(aPod(works))
  expect(it.requests).toHaveLength(1)
})

test.for<[string, Seen, string | undefined]>([
  ['a clone', { clone: { running: { startedAt: '2026-01-01T00:00:02Z' } } }, 'git-clone'],
  ['an agent that works', works, 'git-save'],
  ['a pod that starts', {}, undefined],
  ['a pod whose git-save has ended', { ...works, save: { changed: true, lines: 1 } }, undefined],
  ['a pod that has ended', { phase: 'Failed', agent: ended(1), push: pushed, save: worked }, undefined],
])('%s', async ([, seen, container]) => {
  await using it = opened(() => [])
  it.reader.put(aPod(seen))
  await expect.poll(() => it.requests.map((one) => one.container)).toEqual(container ? [container] : [])
})

test('a log that cannot be read is no error, and what was known stays', async () => {
  let fails = false
  await using it = opened(() => {
    if (fails) throw new Error('the node does not answer')
    return [state]
  })
  it.reader.put(aPod(works))
  await expect.poll(() => it.changed).toHaveBeenCalledOnce()
  fails = true
  it.reader.put(aPod({ ...works, podMetadata: { resourceVersion: '8' } }))
  await expect.poll(() => it.requests).toHaveLength(2)
  expect(it.reader.logStateOf('pod-1')).toMatchObject({ phase: 'working' })
  expect(it.changed).toHaveBeenCalledOnce()
  it.reader.drop(aPod(works))
  expect(it.reader.logStateOf('pod-1')).toBeUndefined()
})

test('an agent that prints more than is read hides no activity', async () => {
  await using it = opened(() => [record, `${record.slice(0, 30)}`])
  it.reader.put(aPod(works))
  await expect.poll(() => it.changed).toHaveBeenCalledOnce()
  expect(it.reader.logStateOf('pod-1')?.lastActivity).toBe('2026-01-01T00:00:20.000Z')
})
