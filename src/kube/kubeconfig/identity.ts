import { readFile } from 'node:fs/promises'
import { GastownError, messageOf } from '../../errors.ts'
import type { ClusterAccess, ClusterUser, Impersonation } from './cluster-access.ts'
import type { Certificate, Credential, Headers, Source } from './credential.ts'
import { pluginCredential } from './plugin-credential.ts'

/** Identity of a request, at the moment it is made. */
export interface Identity {
  headers(): Promise<Headers>
  /** A client certificate, which belongs to the connection. */
  certificate(): Promise<Certificate | undefined>
  /** After a 401: forgets what was kept. True where another try may fare better. */
  renew(): boolean
}

export function identityOf(access: ClusterAccess): Identity {
  const user = access.user ?? {}
  const current = remembered(source(access, user))
  const asOther = user.impersonate ? impersonationHeaders(user.impersonate) : {}
  return {
    headers: async () => ({ ...(await current.get()).headers, ...asOther }),
    certificate: async () => (await current.get()).certificate,
    renew: current.forget,
  }
}

function source(access: ClusterAccess, user: ClusterUser): Source {
  const certificate = user.cert && user.key ? { cert: user.cert, key: user.key } : undefined
  if (user.tokenFile) {
    const path = user.tokenFile
    return { seconds: 60, read: async () => ({ headers: bearer(await readToken(path, user.token)), certificate }) }
  }
  if (user.token) return fixed({ headers: bearer(user.token), certificate })
  if (user.username !== undefined) {
    const basic = Buffer.from(`${user.username}:${user.password ?? ''}`).toString('base64')
    return fixed({ headers: { authorization: `Basic ${basic}` }, certificate })
  }
  // As in kubectl, a certificate that stands in the file wins over the plugin.
  const plugin = certificate ? undefined : user.plugin
  if (plugin) return pluginCredential(plugin, access)
  return fixed({ headers: {}, certificate })
}

function fixed(credential: Credential): Source {
  return { read: async () => credential }
}

function remembered(source: Source) {
  let kept: { value: Promise<Credential>; until: number } | undefined
  return {
    get(): Promise<Credential> {
      if (kept && Date.now() < kept.until) return kept.value
      const value = source.read()
      const entry = { value, until: source.seconds === undefined ? Infinity : Date.now() + source.seconds * 1000 }
      kept = entry
      value.catch(() => {
        if (kept === entry) kept = undefined
      })
      return value
    },
    forget(): boolean {
      kept = undefined
      source.forget?.()
      return source.seconds !== undefined
    },
  }
}

async function readToken(path: string, otherwise: string | undefined): Promise<string> {
  try {
    const token = (await readFile(path, 'utf8')).trim()
    if (token !== '') return token
    if (otherwise) return otherwise
    throw new GastownError('denied', `the token file ${path} is empty`)
  } catch (error) {
    if (error instanceof GastownError) throw error
    if (otherwise) return otherwise
    throw new GastownError('denied', `the token file ${path} cannot be read: ${messageOf(error)}`, { cause: error })
  }
}

function bearer(token: string): Headers {
  return { authorization: `Bearer ${token}` }
}

function impersonationHeaders({ user, uid, groups, extra }: Impersonation): Headers {
  const headers: Headers = { 'impersonate-user': user }
  if (uid) headers['impersonate-uid'] = uid
  if (groups?.length) headers['impersonate-group'] = [...groups]
  for (const [key, values] of Object.entries(extra ?? {})) {
    headers[`impersonate-extra-${encodeURIComponent(key).toLowerCase()}`] = [...values]
  }
  return headers
}
