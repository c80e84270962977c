import { expect, test } from 'vitest'
import type { LogItem, LogRequest } from '../../src/kube/client.ts'
import { agentLines } from '../../src/view/agent-lines.ts'
import { polecat } from './a-fleet.ts'

/** All that waits for nothing but its turn has had it. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

/** Logs that stay open until they are let go or are not wanted any more. */
function source(limit: number) {
  const open = new Set<string>()
  const ends = new Map<string, () => void>()
  const said: string[] = []
  const over = new AbortController()
  const lines = agentLines({
    client: {
      async *logs(pod: string, _namespace: string, request: LogRequest = {}): AsyncGenerator<LogItem> {
        open.add(pod)
        yield { type: 'line', time: '2026-03-01T11:59:00Z', text: `hello of ${pod}\u0007` }
        await new Promise<void>((resolve) => {
          ends.set(pod, resolve)
          request.signal?.addEventListener('abort', () => resolve())
        })
        open.delete(pod)
        if (request.signal?.aborted) throw new Error('aborted')
      },
    },
    workerNamespace: 'w',
    signal: over.signal,
    limit,
    onLine: (name, text) => void said.push(`${name}: ${text}`),
    onCloning: () => undefined,
  })
  return { lines, open, said, over, end: (pod: string) => ends.get(pod)?.() }
}

const phases = [{ name: 'cloned' as const, seconds: 1 }]
const active = (name: string) =>
  polecat(name, { podName: `${name}-pod`, podUID: `${name}-uid`, podActive: true, agent: 'custom', phases })

test('each pod is followed once, and one that is not made or has ended is not', async () => {
  const { lines, open, said, end } = source(5)
  lines.follow(polecat('none', { podName: 'none-pod' }))
  lines.follow(polecat('over', { podName: 'over-pod', podUID: 'u', podActive: false }))
  lines.follow(active('a'))
  lines.follow(active('a'))
  await settled()
  expect([...open]).toEqual(['a-pod'])
  end('a-pod')
  await lines.end()
  lines.follow(active('a'))
  await settled()
  expect(said).toEqual(['a: hello of a-pod␇'])
})

test('where there is no room, those on the screen are followed', async () => {
  const { lines, open, said } = source(2)
  for (const name of ['a', 'b', 'c', 'd']) lines.follow(active(name))
  await settled()
  expect([...open]).toEqual(['a-pod', 'b-pod'])
  lines.setVisible(['b', 'd'])
  await settled()
  expect([...open].toSorted()).toEqual(['b-pod', 'd-pod'])
  lines.setVisible(['a'])
  await settled()
  expect(open.has('a-pod')).toBe(true)
  expect(open.size).toBe(2)
  // Those that made room have not lost anything that a user must know of.
  expect(said.filter((line) => line.includes('more of its log'))).toEqual([])
  lines.setVisible(['a', 'b', 'c', 'd'])
  await settled()
  expect(open.size).toBe(2)
})

test('when one ends, another has its room', async () => {
  const { lines, open, end } = source(1)
  lines.follow(active('a'))
  lines.follow(active('b'))
  await settled()
  end('a-pod')
  await settled()
  expect([...open]).toEqual(['b-pod'])
})

test('the end of the view ends all', async () => {
  const { lines, open, over } = source(1)
  lines.follow(active('a'))
  lines.follow(active('b'))
  await settled()
  over.abort()
  await lines.end()
  expect([...open]).toEqual([])
})
