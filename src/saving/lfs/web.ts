/** Requests to an LFS server, and to wherever it sends for contents. No redirect is followed here, and no cookie kept. */
import { readFileSync } from 'node:fs'
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { createSecureContext, getCACertificates } from 'node:tls'
import { codeOf, messageOf } from '../../errors.ts'
import { GitFailure } from '../../git/failure.ts'
import { sanitizeLine } from '../../text/sanitize.ts'
import { runGit } from '../../git/run.ts'

interface WebRequest {
  readonly method: 'GET' | 'POST'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Web extends Disposable {
  /** Whatever the status is; a GitFailure where there is no answer. */
  send(request: WebRequest, signal: AbortSignal): Promise<IncomingMessage>
}

/** Nothing for this long, and the line is dead. */
const silenceMs = 60_000

/** `env` is that of git calls: its proxies and certificate authorities are used, git's own settings for them too. */
export async function openWeb(url: string, env: Readonly<Record<string, string>>): Promise<Web> {
  const common = { keepAlive: true, proxyEnv: env }
  const agents = {
    'http:': new HttpAgent(common),
    'https:': url.startsWith('https:')
      ? new HttpsAgent({ ...common, secureContext: createSecureContext({ ca: await authorities(url, env) }) })
      : new HttpsAgent(common),
  }
  return {
    send: (request, signal) =>
      new Promise((resolve, reject) => {
        const { method, url: target, headers, body } = request
        const fail = (error: unknown): void => reject(signal.aborted ? error : unreachable(target, error))
        const plain = target.protocol === 'http:'
        const options = { method, headers, signal, agent: agents[plain ? 'http:' : 'https:'] }
        try {
          const sent = (plain ? httpRequest : httpsRequest)(target, options, resolve)
          sent.setTimeout(silenceMs, () => sent.destroy(new Error('no response in time')))
          sent.on('error', fail)
          sent.end(body)
        } catch (error) {
          // A header that the server gave and that none can be.
          fail(error)
        }
      }),
    [Symbol.dispose]: () => Object.values(agents).forEach((agent) => agent.destroy()),
  }
}

/** What git trusts: the machine's, and the one that its configuration or environment names. */
async function authorities(url: string, env: Readonly<Record<string, string>>): Promise<string[]> {
  const call = { env, timeoutMs: 60_000 }
  const { stdout } = await runGit(['config', '--path', '--get-urlmatch', 'http.sslCAInfo', url], call)
  const file = env.GIT_SSL_CAINFO ?? stdout.toString('utf8').trim()
  const own = file === '' ? [] : [readFileSync(file, 'utf8')]
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system')]), ...own]
}

/** Also for a line that broke while a content came. */
export function unreachable(url: URL, error: unknown): GitFailure {
  const code = codeOf(error)
  if (/CERT|SIGNATURE|ISSUER/.test(code))
    return new GitFailure('unknown', `the certificate of the LFS server ${url.host} cannot be verified (${code})`, {
      hint: 'put the certificate authority into ca.crt of the git Secret',
      cause: error,
    })
  if (/^ERR_(HTTP_)?INVALID/.test(code))
    return new GitFailure('unknown', `the LFS server ${url.host} sent an unusable response (${code})`)
  const why = sanitizeLine(messageOf(error), 120)
  return new GitFailure('unreachable', `the LFS server ${url.host} cannot be reached (${why})`, { cause: error })
}
