import { BlockList, isIP, isIPv4 } from 'node:net'

/**
 * The proxy that the environment names for a URL, chosen as kubectl does (golang.org/x/net/http/httpproxy):
 * never for this machine itself, upper-case names first, NO_PROXY by host, domain, address, range and port.
 * By hand: proxy-from-env prefers lower-case names and knows no ranges of addresses.
 */
export function proxyFor(target: URL, env: NodeJS.ProcessEnv): string | undefined {
  const proxy = target.protocol === 'https:' ? env.HTTPS_PROXY || env.https_proxy : env.HTTP_PROXY || env.http_proxy
  if (!proxy) return undefined
  const host = bare(target.hostname).toLowerCase()
  const port = target.port || (target.protocol === 'https:' ? '443' : '80')
  if (isThisMachine(host)) return undefined
  const exceptions = (env.NO_PROXY || env.no_proxy || '')
    .toLowerCase()
    .split(',')
    .map((part) => part.trim())
  if (exceptions.some((exception) => exception !== '' && matches(exception, host, port))) return undefined
  return proxy.includes('://') ? proxy : `http://${proxy}`
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'))
}

function matches(exception: string, host: string, port: string): boolean {
  if (exception === '*') return true
  if (exception.includes('/')) return inRange(exception, host)
  const { name, only } = splitPort(exception)
  if (only !== undefined && only !== port) return false
  if (isIP(name) || isIP(host)) return name === host
  if (name.startsWith('*.')) return host.endsWith(name.slice(1))
  if (name.startsWith('.')) return host.endsWith(name)
  return host === name || host.endsWith(`.${name}`)
}

function splitPort(exception: string): { name: string; only?: string } {
  if (isIP(exception)) return { name: exception }
  const [, name, only] = /^(.*?)(?::(\d+))?$/.exec(exception) ?? []
  return { name: bare(name ?? ''), only }
}

function inRange(range: string, host: string): boolean {
  const version = isIP(host)
  const [network = '', prefix = ''] = range.split('/')
  if (version === 0 || isIP(network) !== version || !/^\d+$/.test(prefix)) return false
  const bits = Number(prefix)
  if (bits > (version === 4 ? 32 : 128)) return false
  const family = version === 4 ? 'ipv4' : 'ipv6'
  const list = new BlockList()
  list.addSubnet(network, bits, family)
  return list.check(host, family)
}

/** An IPv6 address without its brackets. */
function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1')
}
