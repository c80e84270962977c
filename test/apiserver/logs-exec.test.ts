import { setTimeout as later } from 'node:timers/promises'
import type { Readable } from 'node:stream'
import { WebSocket } from 'ws'
import { expect, onTestFinished, test } from 'vitest'
import type { ExecOptions, LogOptions, NodeAgent, PodKey } from '../../src/apiserver/node-agent.ts'
import { GastownError } from '../../src/errors.ts'
import { aFolder, aServer, read, type TestServer } from './a-server.ts'

const pods = '/api/v1/namespaces/default/pods'

/** A kubelet that remembers what it was asked. */
function aNodeAgent(
  parts: Partial<NodeAgent>,
): NodeAgent & { asked: { pod: PodKey; container: string; options: object }[] } {
  const asked: { pod: PodKey; container: string; options: object }[] = []
  return {
    asked,
    logs(pod, container, options) {
      asked.push({ pod, container, options })
      return parts.logs?.(pod, container, options) ?? none()
    },
    exec(pod, container, options) {
      asked.push({ pod, container, options })
      return parts.exec?.(pod, container, options) ?? Promise.resolve(0)
    },
  }
}

async function* none(): AsyncIterable<Uint8Array> {}

async function withPod(agent: NodeAgent | undefined, containers: readonly string[] = ['c']): Promise<TestServer> {
  const server = await aServer(aFolder(), agent)
  const spec = { nodeName: 'local', containers: containers.map((name) => ({ name, image: 'x' })) }
  await server.ask('POST', pods, { metadata: { name: 'p' }, spec })
  return server
}

test('hands the log through, with what was asked for', async () => {
  const agent = aNodeAgent({
    async *logs() {
      yield Buffer.from('one\n')
      yield Buffer.from([0xff, 0x0a])
    },
  })
  const { open } = await withPod(agent)
  const response = await open('GET', `${pods}/p/log?container=c&tailLines=3&timestamps=true&sinceSeconds=9&follow=1`)
  const chunks: Buffer[] = []
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk)
  expect(Buffer.concat(chunks)).toEqual(Buffer.from([...Buffer.from('one\n'), 0xff, 0x0a]))
  expect(agent.asked[0]).toMatchObject({
    pod: { namespace: 'default', name: 'p', uid: expect.any(String) },
    container: 'c',
    options: { follow: true, timestamps: true, tailLines: 3, sinceSeconds: 9, previous: false },
  })
})

test('an agent that knows no container yet is heard as an error', async () => {
  const waiting = 'container "c" in pod "p" is waiting to start: PodInitializing'
  const agent = aNodeAgent({
    // oxlint-disable-next-line require-yield
    async *logs() {
      throw new GastownError('invalid', waiting)
    },
  })
  const { ask } = await withPod(agent)
  expect((await ask('GET', `${pods}/p/log`)).body).toMatchObject({ code: 400, reason: 'BadRequest', message: waiting })
})

test('a log that breaks in the middle does not look complete', async () => {
  const agent = aNodeAgent({
    async *logs() {
      yield Buffer.from('one\n')
      await later(1)
      throw new Error('gone')
    },
  })
  const { open } = await withPod(agent)
  await expect(open('GET', `${pods}/p/log`).then(read)).rejects.toThrow(/aborted|socket hang up/)
})

test('a follow of a silent container answers at once, and tells the agent when its reader leaves', async () => {
  let told: Promise<void> | undefined
  const agent = aNodeAgent({
    // oxlint-disable-next-line require-yield
    async *logs(_pod: PodKey, _container: string, { signal }: LogOptions) {
      told = new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
      await told
    },
  })
  const { open } = await withPod(agent)
  const response = await open('GET', `${pods}/p/log?follow=true`)
  expect(response.statusCode).toBe(200)
  response.destroy()
  await told
})

test.each([
  ['log?container=zz', 400, 'container zz is not valid for pod p'],
  ['log', 400, 'a container name must be specified for pod p, choose one of: [c d]'],
  [
    'log?container=c&tailLines=-1',
    422,
    'PodLogOptions "p" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0',
  ],
  [
    'log?container=c&limitBytes=0',
    422,
    'PodLogOptions "p" is invalid: limitBytes: Invalid value: 0: must be greater than 0',
  ],
])('%s is answered by %i', async (query, code, message) => {
  const { ask } = await withPod(aNodeAgent({}), ['c', 'd'])
  expect((await ask('GET', `${pods}/p/${query}`)).body).toMatchObject({ code, message })
})

test('without a kubelet there are no logs', async () => {
  const server = await withPod(undefined)
  expect((await server.ask('GET', `${pods}/p/log`)).code).toBe(503)
  server.running.setNodeAgent(aNodeAgent({}))
  expect((await server.ask('GET', `${pods}/p/log`)).code).toBe(200)
})

interface Exec {
  readonly socket: WebSocket
  readonly output: Map<number, string>
  readonly closed: Promise<number>
}

function execute(server: TestServer, query: string, protocol = 'v5.channel.k8s.io'): Promise<Exec> {
  const url = `${server.running.url.replace('https', 'wss')}${pods}/p/exec?${query}`
  const socket = new WebSocket(url, [protocol], server.tls)
  onTestFinished(() => socket.terminate())
  const output = new Map<number, string>()
  socket.on('message', (data: Buffer) => {
    const channel = data[0] ?? -1
    output.set(channel, (output.get(channel) ?? '') + data.subarray(1).toString())
  })
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve({ socket, output, closed }))
    socket.on('error', reject)
  })
}

async function textOf(stream: Readable | undefined): Promise<string> {
  let text = ''
  for await (const chunk of stream ?? []) text += String(chunk)
  return text
}

test.each(['v5.channel.k8s.io', 'v4.channel.k8s.io'])('runs a command over %s', async (protocol) => {
  const agent = aNodeAgent({
    async exec(_pod: PodKey, _container: string, { stdout, stderr }: ExecOptions) {
      stdout.write('out')
      stderr.write('err')
      return 3
    },
  })
  const { output, closed, socket } = await execute(
    await withPod(agent),
    'command=sh&command=-c&command=exit%203&stdout=true',
    protocol,
  )
  expect(socket.protocol).toBe(protocol)
  expect(await closed).toBe(1000)
  expect(agent.asked[0]).toMatchObject({ container: 'c', options: { command: ['sh', '-c', 'exit 3'], tty: false } })
  expect(output.get(1)).toBe('out')
  expect(output.get(2)).toBe('err')
  expect(JSON.parse(output.get(3) ?? '')).toMatchObject({
    status: 'Failure',
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: '3' }] },
  })
})

test('gives the command its input until that is closed, whole and in order', async () => {
  const agent = aNodeAgent({
    async exec(_pod: PodKey, _container: string, { stdin, stdout }: ExecOptions) {
      stdout.write(String((await textOf(stdin)).length))
      return 0
    },
  })
  const { socket, output, closed } = await execute(await withPod(agent), 'command=wc&stdin=true&stdout=true')
  for (let index = 0; index < 50; index++) socket.send(Buffer.concat([Buffer.from([0]), Buffer.alloc(60_000, 97)]))
  socket.send(Buffer.from([255, 0]))
  await closed
  expect(output.get(1)).toBe('3000000')
  expect(JSON.parse(output.get(3) ?? '')).toMatchObject({ status: 'Success' })
})

test('passes the size of the terminal on', async () => {
  const agent = aNodeAgent({
    async exec(_pod: PodKey, _container: string, { sizes, stdout, tty }: ExecOptions) {
      for await (const { columns, rows } of sizes) {
        stdout.write(`${String(tty)} ${columns}x${rows}`)
        return 0
      }
      return 1
    },
  })
  const { socket, output, closed } = await execute(await withPod(agent), 'command=top&tty=true&stdin=true&stdout=true')
  socket.send(Buffer.concat([Buffer.from([4]), Buffer.from('{"Width":80,"Height":24}')]))
  await closed
  expect(output.get(1)).toBe('true 80x24')
})

test('tells the agent when its client leaves, and the client when the agent fails', async () => {
  let left: Promise<void> | undefined
  const leaving = aNodeAgent({
    exec(_pod: PodKey, _container: string, { signal }: ExecOptions) {
      left = new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
      return left.then(() => 1)
    },
  })
  const one = await execute(await withPod(leaving), 'command=x')
  await expect.poll(() => left !== undefined).toBe(true)
  one.socket.close()
  await left
  const failing = aNodeAgent({
    exec: () => Promise.reject(new GastownError('not-found', 'container c is not running')),
  })
  const two = await execute(await withPod(failing), 'command=x')
  await two.closed
  expect(JSON.parse(two.output.get(3) ?? '')).toMatchObject({
    status: 'Failure',
    message: 'container c is not running',
    code: 404,
  })
})

test('refuses what is no exec', async () => {
  const server = await withPod(aNodeAgent({}))
  await expect(execute(server, '')).rejects.toThrow('400')
  await expect(execute(server, 'command=x&container=zz')).rejects.toThrow('400')
  await expect(execute(server, 'command=x', 'other')).rejects.toThrow('400')
  expect((await server.ask('POST', `${pods}/p/exec?command=x`)).body.message).toContain('Upgrade request required')
  expect((await server.ask('GET', `${pods}/p/portforward`)).body.message).toContain('port-forward it does not offer')
})

test('a client without a credential gets no exec', async () => {
  const server = await withPod(aNodeAgent({}))
  const anonymous = { ...server, tls: { ...server.tls, cert: '', key: '' } }
  await expect(execute(anonymous, 'command=x')).rejects.toThrow('401')
})
