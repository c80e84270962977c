import { PassThrough, Writable } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import type { ExecRequest } from '../../../src/kube/client.ts'
import { runExec } from '../../../src/kube/exec/exec.ts'
import { scriptedServer, type ScriptedServer, status } from '../../support/servers/scripted-server.ts'
import { transportTo } from '../client-for.ts'

let server: ScriptedServer
let sockets: WebSocketServer
/** What the far side does with a connection. */
let serve: (socket: WebSocket, url: URL) => void
let protocols: string[]

beforeEach(async () => {
  server = await scriptedServer()
  protocols = ['v5.channel.k8s.io']
  sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => protocols.find((protocol) => offered.has(protocol)) ?? false,
  })
  server.server.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (open) => serve(open, new URL(request.url ?? '', 'http://x')))
  })
})
afterEach(async () => {
  for (const socket of sockets.clients) socket.terminate()
  await server[Symbol.asyncDispose]()
})

const message = (channel: number, text: string) => Buffer.concat([Buffer.from([channel]), Buffer.from(text)])
const success = message(3, JSON.stringify({ status: 'Success' }))
const exit = (code: number) => {
  const details = { causes: [{ reason: 'ExitCode', message: String(code) }] }
  return message(3, JSON.stringify({ status: 'Failure', reason: 'NonZeroExitCode', details }))
}

function collect() {
  const chunks: Buffer[] = []
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      chunks.push(chunk)
      done()
    },
  })
  return { stream, text: () => Buffer.concat(chunks).toString() }
}

async function run(request: Partial<ExecRequest> = {}, times?: Parameters<typeof runExec>[4]) {
  const out = collect()
  const err = collect()
  const whole: ExecRequest = {
    command: ['sh', '-c', 'echo "$1" & ü'],
    stdout: out.stream,
    stderr: err.stream,
    ...request,
  }
  const code = await runExec(transportTo(server.url), 'p', 'n', whole, times)
  return { code, out: out.text(), err: err.text() }
}

test('asks for the command word by word; output and exit status come back', async () => {
  let asked: URL | undefined
  serve = (socket, url) => {
    asked = url
    socket.send(message(1, ''))
    socket.send(message(1, 'out 1\n'))
    socket.send(message(2, 'err\n'))
    socket.send(message(1, 'out 2\n'))
    socket.send(exit(3))
  }
  expect(await run({ container: 'agent' })).toEqual({ code: 3, out: 'out 1\nout 2\n', err: 'err\n' })
  expect(asked?.pathname).toBe('/api/v1/namespaces/n/pods/p/exec')
  expect([...(asked?.searchParams ?? [])]).toEqual([
    ['container', 'agent'],
    ['stdout', 'true'],
    ['stderr', 'true'],
    ['command', 'sh'],
    ['command', '-c'],
    ['command', 'echo "$1" & ü'],
  ])
})

test.each([
  ['v5.channel.k8s.io', ['0:one', '0:two', '255:\0']],
  ['v4.channel.k8s.io', ['0:one', '0:two']],
])('input with %s, its end where the protocol has a word for it', async (protocol, expected) => {
  protocols = [protocol]
  const seen: string[] = []
  serve = (socket) => {
    socket.on('message', (data: Buffer) => {
      seen.push(`${data[0]}:${data.subarray(1).toString()}`)
      if (seen.length === expected.length) socket.send(success)
    })
  }
  const stdin = new PassThrough()
  stdin.write('one')
  const running = run({ stdin })
  await expect.poll(() => seen).toEqual(['0:one'])
  stdin.end('two')
  expect((await running).code).toBe(0)
  expect(seen).toEqual(expected)
})

async function* sizes() {
  yield { columns: 80, rows: 24 }
  yield { columns: 100, rows: 30 }
}

test('terminal sizes, on a terminal without stderr', async () => {
  const seen: string[] = []
  serve = (socket, url) => {
    expect(url.searchParams.get('tty')).toBe('true')
    expect(url.searchParams.has('stderr')).toBe(false)
    socket.on('message', (data: Buffer) => {
      seen.push(data.toString())
      if (seen.length === 2) socket.send(success)
    })
  }
  await run({ tty: true, sizes: sizes() })
  expect(seen).toEqual(['\x04{"Width":80,"Height":24}', '\x04{"Width":100,"Height":30}'])
})

test('a slow reader slows the command, and has everything in the end', async () => {
  const part = 'x'.repeat(32 * 1024)
  serve = (socket) => {
    for (let i = 0; i < 64; i += 1) socket.send(message(1, part))
    socket.send(success)
  }
  let taken = 0
  const stdout = new Writable({
    highWaterMark: 1,
    write(chunk: Buffer, _, done) {
      taken += chunk.length
      setImmediate(done)
    },
  })
  expect((await run({ stdout })).code).toBe(0)
  expect(taken).toBe(64 * 32 * 1024)
})

test('a connection that closes or breaks before the status is an error', async () => {
  serve = (socket) => socket.close()
  await expect(run()).rejects.toMatchObject({ kind: 'unreachable' })
  serve = (socket) => socket.terminate()
  await expect(run()).rejects.toMatchObject({ kind: 'unreachable' })
})

test('a connection that answers no ping is dead', async () => {
  serve = (socket) => socket.pause()
  await expect(run({}, { pingMs: 30, closeMs: 10 })).rejects.toThrow(/was lost/)
})

test('a server that does not close after the status is not waited for', async () => {
  serve = (socket) => {
    socket.send(success)
    socket.pause()
  }
  expect((await run({}, { pingMs: 10_000, closeMs: 20 })).code).toBe(0)
})

test('a program that is not there', async () => {
  const words = 'Internal error occurred: exec: "nope": executable file not found in $PATH'
  serve = (socket) => socket.send(message(3, JSON.stringify({ status: 'Failure', code: 500, message: words })))
  await expect(run()).rejects.toMatchObject({ kind: 'not-found', cause: { code: 500 } })
})

test('what the server says instead of opening', async () => {
  server.server.removeAllListeners('upgrade')
  server.script(status(403, 'Forbidden', 'pods "p" is forbidden'))
  await expect(run()).rejects.toMatchObject({ kind: 'denied', message: 'pods "p" is forbidden' })
  server.script(status(404, 'NotFound', 'pods "p" not found'))
  await expect(run()).rejects.toMatchObject({ kind: 'not-found' })
})

test('the signal ends it', async () => {
  const controller = new AbortController()
  serve = () => controller.abort()
  await expect(run({ signal: controller.signal })).rejects.toMatchObject({ kind: 'interrupted' })
  await expect(run({ signal: controller.signal })).rejects.toMatchObject({ kind: 'interrupted' })
})

test('input that had ended before, and a size that fails', async () => {
  serve = (socket) => void socket.once('message', (data: Buffer) => socket.send(exit(data[0] === 255 ? 4 : 5)))
  const stdin = new PassThrough()
  stdin.end()
  stdin.resume()
  await expect.poll(() => stdin.readableEnded).toBe(true)
  expect((await run({ stdin })).code).toBe(4)
  await expect(run({ sizes: brokenSizes() })).rejects.toThrow(/no terminal/)
})

// oxlint-disable-next-line require-yield
async function* brokenSizes(): AsyncGenerator<{ columns: number; rows: number }> {
  throw new Error('no terminal')
}
