import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import type { LogItem, LogRequest } from '../../../src/kube/client.ts'
import { readLogs } from '../../../src/kube/log/logs.ts'
import { openedForEach } from '../../support/opened.ts'
import {
  type Act,
  type Asked,
  cutAfter,
  hang,
  json,
  scriptedServer,
  status,
  text,
} from '../../support/servers/scripted-server.ts'
import { transportTo } from '../client-for.ts'

const server = openedForEach(scriptedServer, (one) => one[Symbol.asyncDispose]())

const at = (line: number) => `2026-01-02T03:04:05.${String(line).padStart(9, '0')}Z`
/** Lines of a log, of which the number is both time and text. */
const lines = (...numbers: (number | string)[]) =>
  numbers.map((line) => (typeof line === 'number' ? `${at(line)} line ${line}\n` : line)).join('')
const pod = (
  state: object,
  more: { restarts?: number; id?: string; phase?: string; uid?: string; policy?: string } = {},
) => ({
  metadata: { name: 'p', namespace: 'n', uid: more.uid ?? 'u' },
  spec: { restartPolicy: more.policy ?? 'Never', containers: [{ name: 'agent' }] },
  status: {
    phase: more.phase ?? 'Running',
    containerStatuses: [{ name: 'agent', containerID: more.id ?? 'c1', restartCount: more.restarts ?? 0, state }],
  },
})
const waiting = pod({ waiting: { reason: 'ContainerCreating' } }, { id: '', phase: 'Pending' })
const running = pod({ running: {} })
const ended = pod({ terminated: { exitCode: 0 } })
const notStarted = status(400, 'BadRequest', 'container "agent" in pod "p" is waiting to start: ContainerCreating')

const next = <T>(acts: T[]) => (acts.length > 1 ? acts.shift() : acts[0]) as T

/** Answers for the pod and for its log apart, each list in order and its last for ever. */
function play(podActs: object[], logActs: Act[]) {
  server.script((answer: ServerResponse, asked: Asked) => {
    if (asked.path.endsWith('/log')) return next(logActs)(answer, asked)
    const value = next(podActs)
    return typeof value === 'function' ? (value as Act)(answer, asked) : json(value)(answer, asked)
  })
}

const times = { idleMs: 10_000, pollMs: 5, firstWaitMs: 5 }

async function read(request: LogRequest = {}, most = Infinity, own = times): Promise<string[]> {
  const all: string[] = []
  for await (const item of readLogs(transportTo(server.url), 'p', 'n', request, own)) {
    all.push(words(item))
    if (all.length >= most) break
  }
  return all
}
const words = (item: LogItem) => (item.type === 'gap' ? `gap: ${item.reason}` : item.text.slice(0, 100))
const follow = { follow: true }
const logs = () => server.asked.filter(({ path }) => path.endsWith('/log'))

test('reads once what is there; the last line may lack its end', async () => {
  play([running], [text(lines(1, 2) + `${at(3)} unfinished`)])
  expect(await read({ tailLines: 3, sinceSeconds: 60 })).toEqual(['line 1', 'line 2', 'unfinished'])
  expect(Object.fromEntries(logs()[0]?.query ?? [])).toEqual({
    container: 'agent',
    timestamps: 'true',
    tailLines: '3',
    sinceSeconds: '60',
  })
})

test('a container that is named needs no look at the pod; a previous log can be asked for', async () => {
  play([running], [text(lines(1))])
  expect(await read({ container: 'agent', previous: true, follow: true })).toEqual(['line 1'])
  expect(server.asked.map(({ query }) => query.get('previous'))).toEqual(['true'])
})

test('reading once survives a cut, and gives up after some', async () => {
  play([running], [cutAfter(lines(1, 2) + at(3)), text(lines(1, 2, 3))])
  expect(await read()).toEqual(['line 1', 'line 2', 'line 3'])
  expect(logs()[1]?.query.get('sinceTime')).toBe(at(2))
  play([running], [cutAfter(lines(1))])
  await expect(read()).rejects.toMatchObject({ kind: 'unreachable' })
})

test('no such pod, no such container', async () => {
  play([status(404, 'NotFound', 'no')], [text('')])
  await expect(read(follow)).rejects.toMatchObject({ kind: 'not-found', message: 'pod p not found in namespace n' })
  play([running], [text('')])
  await expect(read({ ...follow, container: 'agnt' })).rejects.toMatchObject({ hints: ['containers: agent'] })
})

test('resumes exactly after a cut in mid-line, with several lines of one time', async () => {
  const same = (...names: string[]) => names.map((name) => `${at(2)} ${name}\n`).join('')
  play(
    [running, running, ended],
    [
      cutAfter(lines(1) + same('a', 'b') + `${at(2)} c-is-cut`),
      text(lines(1) + same('a', 'b', 'c-is-whole', 'd') + lines(3)),
      text(lines(3)),
    ],
  )
  expect(await read(follow)).toEqual(['line 1', 'a', 'b', 'c-is-whole', 'd', 'line 3'])
  expect(logs().map(({ query }) => [query.get('sinceTime'), query.get('follow')])).toEqual([
    [null, 'true'],
    [at(2), 'true'],
    [at(3), null],
  ])
})

test('the kubelet ends a follow when the container ends: reads on until nothing is new', async () => {
  play([running, ended], [text(lines(1, 2)), text(lines(2, 3)), text(lines(3, 4)), text(lines(4))])
  expect(await read(follow)).toEqual(['line 1', 'line 2', 'line 3', 'line 4'])
  expect(logs().map(({ query }) => query.get('follow'))).toEqual(['true', null, null, null])
})

test('a follow that ends while the container goes on is taken up again', async () => {
  play([running, running, running, ended], [text(lines(1)), text(lines(1)), text(lines(1, 2)), text(lines(2))])
  expect(await read(follow)).toEqual(['line 1', 'line 2'])
})

test('a last line without its end is delivered once, at the very end', async () => {
  play([running, ended], [text(lines(1) + `${at(2)} half`), text(lines(1) + `${at(2)} half`)])
  expect(await read(follow)).toEqual(['line 1', 'half'])
})

test('waits for a container that has not started', async () => {
  play([waiting, waiting, running, ended], [notStarted, notStarted, text(lines(1)), text(lines(1))])
  expect(await read(follow)).toEqual(['line 1'])
})

test('a log may be there before the status says so', async () => {
  play([waiting, ended], [text(lines(1)), text(lines(1))])
  expect(await read(follow)).toEqual(['line 1'])
})

test('a container that never started ends without a line', async () => {
  const failed = { ...waiting, status: { phase: 'Failed', containerStatuses: [] } }
  play([waiting, failed], [notStarted])
  expect(await read(follow)).toEqual([])
})

test('only the first request has a tail', async () => {
  play([running, ended], [text(lines(8, 9)), text(lines(9, 10)), text(lines(10))])
  expect(await read({ ...follow, tailLines: 2 })).toEqual(['line 8', 'line 9', 'line 10'])
  expect(logs().map(({ query }) => query.get('tailLines'))).toEqual(['2', null, null])
})

test('marks a gap when the last line does not come again', async () => {
  play([running, ended], [cutAfter(lines(1, 2)), text(lines(7, 8)), text(lines(8))])
  expect(await read(follow)).toEqual([
    'line 1',
    'line 2',
    `gap: lines before ${at(7)} may be missing: the log was rotated or removed before they were read`,
    'line 7',
    'line 8',
  ])
})

test('marks a gap when nothing comes again', async () => {
  play([running, ended], [cutAfter(lines(1)), text('')])
  expect(await read(follow)).toEqual(['line 1', expect.stringMatching(/^gap: lines after .* may be missing/)])
})

test('what the kubelet writes into the stream is a gap, said once', async () => {
  const complaint = 'failed to watch file "/var/log/x": no such file or directory\n'
  play([running, ended], [text(lines(1) + complaint), text(lines(1) + complaint)])
  expect(await read(follow)).toEqual(['line 1', `gap: ${complaint.trim()}`])
})

test('a deleted pod is a gap, and so is another pod of its name', async () => {
  const gap = 'gap: the pod was deleted; lines at the end may be missing'
  play([running, status(404, 'NotFound', 'no')], [text(lines(1)), status(404, 'NotFound', 'no')])
  expect(await read(follow)).toEqual(['line 1', gap])
  play([running, pod({ running: {} }, { uid: 'other' })], [text(lines(1)), text(lines(5))])
  expect(await read(follow)).toEqual(['line 1', gap])
})

test('a log that cannot be read any more is a gap', async () => {
  play([running, ended], [cutAfter(lines(1)), status(500, 'InternalError', 'no such container')])
  const [line, gap] = await read(follow, Infinity, { ...times, firstWaitMs: 1 })
  expect([line, gap]).toEqual(['line 1', expect.stringContaining('the rest of the log cannot be read')])
})

const again = (id: string, restarts: number, state: object) => pod(state, { id, restarts, policy: 'Always' })

test('a restart: first the end of the old log, then the new one', async () => {
  const over = {
    ...again('c2', 1, { terminated: { exitCode: 0 } }),
    status: { phase: 'Succeeded', containerStatuses: [] },
  }
  play(
    [again('c1', 0, { running: {} }), again('c2', 1, { running: {} }), over],
    [cutAfter(lines(1, 2)), text(lines(2, 3)), text(lines(5, 6)), text(lines(6)), text(lines(6))],
  )
  expect(await read(follow)).toEqual(['line 1', 'line 2', 'line 3', 'line 5', 'line 6'])
  expect(logs().map(({ query }) => query.get('previous'))).toEqual([null, 'true', null, null])
})

test('losses of every kind are waited out', async () => {
  play(
    [running, running, status(503, 'x', 'no'), running, running, running, ended],
    [
      cutAfter(lines(1)),
      status(500, 'InternalError', 'dial tcp 10.0.0.1:10250: connect: connection refused'),
      (_, { socket }) => void socket.destroy(),
      text(lines(1, 2)),
      text(lines(2)),
    ],
  )
  expect(await read(follow)).toEqual(['line 1', 'line 2'])
})

test('a silent follow is made anew without a gap', async () => {
  play([running, running, ended], [hang(lines(1)), text(lines(1, 2)), text(lines(2))])
  expect(await read(follow, Infinity, { ...times, idleMs: 60 })).toEqual(['line 1', 'line 2'])
})

test('a server that is not there is said at once; so is a refusal', async () => {
  const dead = await scriptedServer()
  await dead[Symbol.asyncDispose]()
  const reading = readLogs(transportTo(dead.url), 'p', 'n', follow, times)
  await expect(reading.next()).rejects.toMatchObject({ kind: 'unreachable' })
  play([running], [status(403, 'Forbidden', 'no')])
  await expect(read(follow)).rejects.toMatchObject({ kind: 'denied' })
})

test('a line of many MiB is cut and said to be', async () => {
  const chunk = 'x'.repeat(1024 * 1024)
  const long: Act = async (answer) => {
    answer.writeHead(200)
    answer.write(lines(1) + `${at(2)} `)
    for (let i = 0; i < 9; i += 1) await new Promise((resolve) => answer.write(chunk, resolve))
    answer.end('\n' + lines(3))
  }
  play([running], [long])
  expect(await read()).toEqual([
    'line 1',
    'x'.repeat(100),
    'gap: the line was longer than 8 MiB; its rest is left out',
    'line 3',
  ])
})

test('the signal ends it at once and quietly', async () => {
  for (const act of [hang(lines(1)), notStarted]) {
    play([running], [act])
    const before = logs().length
    const controller = new AbortController()
    const slow = { idleMs: 60_000, pollMs: 60_000, firstWaitMs: 60_000 }
    const reading = read({ ...follow, signal: controller.signal }, Infinity, slow)
    await expect.poll(() => logs().length).toBe(before + 1)
    controller.abort()
    expect((await reading).length).toBeLessThan(2)
  }
})
