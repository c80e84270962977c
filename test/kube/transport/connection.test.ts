import { once } from 'node:events'
import http from 'node:http'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ClusterAccess } from '../../../src/kube/kubeconfig/cluster-access.ts'
import { connectWith } from '../../../src/kube/connect.ts'
import { scriptedServer, type ScriptedServer } from '../../support/servers/scripted-server.ts'
import { makeTestCertificates, type TestCertificates } from '../../support/servers/test-certificates.ts'

let certificates: TestCertificates
beforeAll(async () => {
  certificates = await makeTestCertificates(['localhost', '127.0.0.1', 'other.example'])
})
let server: ScriptedServer
beforeEach(async () => {
  server = await scriptedServer({
    ...certificates.server,
    ca: certificates.ca,
    requestCert: true,
    rejectUnauthorized: false,
  })
  server.script((answer) => void answer.end('ok'))
})
const opened: Server[] = []
afterEach(async () => {
  await server[Symbol.asyncDispose]()
  for (const proxy of opened.splice(0)) await new Promise((resolve) => proxy.close(resolve))
})

const ask = (access: Partial<ClusterAccess> = {}, env: NodeJS.ProcessEnv = {}) => {
  const client = connectWith({ server: server.url, ca: certificates.ca, ...access }, { fieldManager: 'me', env })
  return client.raw('/').finally(() => client.close())
}
const peer = () => {
  const socket = server.asked.at(-1)?.socket as import('node:tls').TLSSocket
  return socket.getPeerCertificate().subject?.CN
}

describe('TLS', () => {
  test('trusts the CA that is given, and nobody else', async () => {
    expect(await ask()).toBe('ok')
    await expect(ask({ ca: undefined })).rejects.toMatchObject({
      kind: 'unreachable',
      message: /certificate is not trusted/,
    })
    const others = await makeTestCertificates()
    await expect(ask({ ca: others.ca })).rejects.toThrow(/certificate is not trusted/)
    expect(await ask({ ca: undefined, insecure: true })).toBe('ok')
  })

  test('checks the name, or the one that the kubeconfig gives', async () => {
    await using wrong = await scriptedServer((await makeTestCertificates(['else.example'])).server)
    await expect(ask({ server: wrong.url })).rejects.toMatchObject({ kind: 'unreachable' })
    await expect(ask({ tlsServerName: 'wrong.example' })).rejects.toThrow(/certificate is for another name/)
    expect(await ask({ tlsServerName: 'other.example' })).toBe('ok')
  })

  test('shows a client certificate', async () => {
    expect(await ask({ user: certificates.client })).toBe('ok')
    expect(peer()).toBe('somebody')
  })

  test('a client certificate that is none', async () => {
    const user = { cert: '-----BEGIN CERTIFICATE-----\nS3CRET', key: certificates.client.key }
    const error: unknown = await ask({ user }).catch((error: unknown) => error)
    expect(error).toMatchObject({ kind: 'invalid', message: 'the certificates of the kubeconfig are not valid' })
  })

  test('a server that does not speak TLS', async () => {
    await using plain = await scriptedServer()
    await expect(ask({ server: plain.url.replace('http', 'https') })).rejects.toThrow(/it does not speak TLS/)
  })
})

async function listen(proxy: Server): Promise<number> {
  opened.push(proxy)
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return (proxy.address() as AddressInfo).port
}
function pipe(client: Socket, host: string, port: number, ready: () => void) {
  const upstream = connect(port, host, () => {
    ready()
    upstream.pipe(client).pipe(upstream)
  })
  upstream.on('error', () => client.destroy())
  client.on('error', () => upstream.destroy())
  client.on('close', () => upstream.destroy())
}

async function connectProxy(answer = 200) {
  const seen: http.IncomingHttpHeaders[] = []
  const proxy = http.createServer()
  proxy.on('connect', (request, client: Socket) => {
    seen.push({ ...request.headers, path: request.url })
    if (answer !== 200) return void client.end(`HTTP/1.1 ${answer} No\r\n\r\n`)
    const [host = '', port] = (request.url ?? '').split(':')
    pipe(client, host, Number(port), () => client.write('HTTP/1.1 200 OK\r\n\r\n'))
  })
  return { port: await listen(proxy), seen }
}

describe('through a proxy', () => {
  test('CONNECT, with credentials, kept for the next request', async () => {
    const { port, seen } = await connectProxy()
    const client = connectWith(
      { server: server.url, ca: certificates.ca, proxy: `http://u:p%40@127.0.0.1:${port}`, user: certificates.client },
      { fieldManager: 'me', env: {} },
    )
    expect(await client.raw('/')).toBe('ok')
    expect(await client.raw('/')).toBe('ok')
    client.close()
    expect(peer()).toBe('somebody')
    expect(seen).toMatchObject([
      { path: `127.0.0.1:${server.port}`, 'proxy-authorization': `Basic ${Buffer.from('u:p@').toString('base64')}` },
    ])
  })

  test('the name is still checked, and the CA', async () => {
    const { port } = await connectProxy()
    const proxy = `http://127.0.0.1:${port}`
    await expect(ask({ proxy, tlsServerName: 'wrong.example' })).rejects.toThrow(/another name/)
    await expect(ask({ proxy, ca: (await makeTestCertificates()).ca })).rejects.toThrow(/not trusted/)
  })

  test('a proxy that refuses or is not there: said without its password', async () => {
    const { port } = await connectProxy(407)
    const refused: unknown = await ask({ proxy: `http://u:S3CRET@127.0.0.1:${port}` }).catch((error: unknown) => error)
    expect(refused).toMatchObject({
      kind: 'unreachable',
      message: `the proxy http://127.0.0.1:${port} returned 407 to CONNECT 127.0.0.1:${server.port}`,
    })
    await expect(ask({ proxy: 'http://u:S3CRET@127.0.0.1:1' })).rejects.toThrow(
      /^the proxy http:\/\/127.0.0.1:1 cannot be used/,
    )
    expect(() => ask({ proxy: 'gopher://S3CRET' })).toThrow('the proxy is not an http, https or socks5 URL')
  })

  test('the environment names one only for other machines', async () => {
    const { port, seen } = await connectProxy()
    expect(await ask({}, { HTTPS_PROXY: `http://127.0.0.1:${port}` })).toBe('ok')
    expect(seen).toEqual([])
  })

  test.each(['', 'u:p@'])('SOCKS 5 %s', async (who) => {
    const seen: string[] = []
    const proxy = createServer((client) => {
      const steps = [
        (data: Buffer) => {
          seen.push(data.toString('hex'))
          client.write(Buffer.from([5, who ? 2 : 0]))
          if (!who) steps.splice(0, 1)
        },
        (data: Buffer) => {
          seen.push(data.toString('latin1'))
          client.write(Buffer.from([1, 0]))
        },
        (data: Buffer) => {
          client.removeAllListeners('data')
          const host = [...data.subarray(4, 8)].join('.')
          // In two parts, as networks do.
          pipe(client, host, data.readUInt16BE(8), () => {
            client.write(Buffer.from([5, 0, 0]))
            client.write(Buffer.from([1, 127, 0, 0, 1, 0, 1]))
          })
        },
      ]
      client.on('data', (data) => steps.shift()?.(data))
    })
    expect(await ask({ proxy: `socks5://${who}127.0.0.1:${await listen(proxy)}` })).toBe('ok')
    expect(seen).toEqual(who ? ['05020002', '\x01\x01u\x01p'] : ['050100'])
  })

  test('a SOCKS proxy that refuses', async () => {
    const proxy = createServer((client) => {
      client.once('data', () => {
        client.write(Buffer.from([5, 0]))
        client.once('data', () => client.end(Buffer.from([5, 5, 0, 1, 0, 0, 0, 0, 0, 0])))
      })
    })
    await expect(ask({ proxy: `socks5://127.0.0.1:${await listen(proxy)}` })).rejects.toThrow(
      /connection refused there/,
    )
  })
})
