import http from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import { GastownError, messageOf } from '../../errors.ts'
import { socksTunnel } from './socks.ts'

export interface Endpoint {
  readonly host: string
  readonly port: number
}

/** A socket through the proxy to the target; TLS to the target is the caller's. */
export function openTunnel(proxy: URL, target: Endpoint): Promise<Socket> {
  if (proxy.protocol === 'socks5:' || proxy.protocol === 'socks5h:') return socksTunnel(proxy, target)
  return connectTunnel(proxy, target)
}

export function readProxy(text: string): URL {
  const url = URL.parse(text)
  if (!url || !['http:', 'https:', 'socks5:', 'socks5h:'].includes(url.protocol)) {
    throw new GastownError('invalid', 'the proxy is not an http, https or socks5 URL', {
      hints: ['see HTTPS_PROXY, or proxy-url in the kubeconfig'],
    })
  }
  return url
}

/** Without its password. */
function nameOfProxy(proxy: URL): string {
  return `${proxy.protocol}//${proxy.host}`
}

function connectTunnel(proxy: URL, target: Endpoint): Promise<Socket> {
  const host = target.host.includes(':') ? `[${target.host}]` : target.host
  const authority = `${host}:${target.port}`
  const credentials = Buffer.from(`${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`)
  return new Promise((resolve, reject) => {
    const fail = (words: string, cause?: unknown) => {
      reject(new GastownError('unreachable', `the proxy ${nameOfProxy(proxy)} ${words}`, { cause }))
    }
    const request = (proxy.protocol === 'https:' ? https : http).request({
      method: 'CONNECT',
      host: proxy.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      path: authority,
      headers: {
        host: authority,
        ...(proxy.username ? { 'proxy-authorization': `Basic ${credentials.toString('base64')}` } : {}),
      },
      agent: false,
      timeout: 30_000,
    })
    request.on('connect', (response, socket) => {
      if (response.statusCode === 200) return resolve(socket as Socket)
      socket.destroy()
      fail(`returned ${response.statusCode} to CONNECT ${authority}`)
    })
    request.on('response', (response) => {
      response.destroy()
      fail(`returned ${response.statusCode} to CONNECT ${authority}`)
    })
    request.on('timeout', () => request.destroy(new Error('no response in 30 s')))
    request.on('error', (error) => fail(`cannot be used: ${messageOf(error)}`, error))
    request.end()
  })
}
