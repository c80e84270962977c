import { readFile } from 'node:fs/promises'
import { codeOf, invalid, messageOf, type Problem } from '../../errors.ts'
import type { ClusterAccess, ClusterUser, Impersonation } from './cluster-access.ts'
import type { Kubeconfig } from './kubeconfig.ts'
import type { ClusterEntry, UserEntry } from './kubeconfig-file.ts'

/** Access by one context of the kubeconfig; its files are read. All problems are reported at once. */
export async function contextAccess(config: Kubeconfig, wanted?: string): Promise<ClusterAccess> {
  const name = wanted ?? config.currentContext
  const where = config.paths.join(', ')
  if (name === undefined) {
    throw invalid('the kubeconfig has no current context', [], [`--context takes one of: ${known(config)}`, where])
  }
  const context = config.contexts.get(name)
  if (!context) {
    throw invalid(`context "${name}" not found in ${where}`, [], [`contexts: ${known(config)}`])
  }
  const problems: Problem[] = []
  const cluster = context.cluster === undefined ? undefined : config.clusters.get(context.cluster)
  const user = context.user === undefined ? undefined : config.users.get(context.user)
  if (!cluster) problems.push(missing(`contexts ${name}.cluster`, 'cluster', context.cluster))
  if (!user && context.user !== undefined) problems.push(missing(`contexts ${name}.user`, 'user', context.user))
  const access = cluster && (await clusterAccess(cluster, `clusters ${context.cluster}`, problems))
  const who = user && (await clusterUser(user, `users ${context.user}`, problems))
  if (!access || problems.length > 0) throw invalid(`context "${name}" of ${context.from} cannot be used`, problems)
  const secured = access.ca !== undefined || access.insecure || who?.cert !== undefined
  return {
    ...access,
    server: /^\w+:\/\//.test(access.server) ? access.server : `${secured ? 'https' : 'http'}://${access.server}`,
    namespace: context.namespace,
    user: who,
  }
}

async function clusterAccess(entry: ClusterEntry, at: string, problems: Problem[]): Promise<ClusterAccess> {
  if (entry.server === undefined) problems.push({ field: `${at}.server`, message: 'is missing' })
  else checkUrl(entry.server, `${at}.server`, problems)
  const ca = await pem(entry.caData, entry.caFile, `${at}.certificate-authority`, problems)
  if (entry.insecure && ca !== undefined) {
    problems.push({
      field: `${at}.insecure-skip-tls-verify`,
      message: 'cannot be combined with a certificate-authority',
    })
  }
  return {
    server: entry.server ?? '',
    ca,
    insecure: entry.insecure,
    tlsServerName: entry.tlsServerName,
    proxy: entry.proxyUrl,
  }
}

async function clusterUser(entry: UserEntry, at: string, problems: Problem[]): Promise<ClusterUser> {
  const cert = await pem(entry.certData, entry.certFile, `${at}.client-certificate`, problems)
  const key = await pem(entry.keyData, entry.keyFile, `${at}.client-key`, problems)
  if ((cert === undefined) !== (key === undefined) && problems.length === 0) {
    const lacking = cert === undefined ? 'client-certificate' : 'client-key'
    problems.push({ field: `${at}.${lacking}`, message: 'is missing: certificate and key belong together' })
  }
  return {
    token: entry.token,
    tokenFile: entry.tokenFile,
    username: entry.username,
    password: entry.password,
    cert,
    key,
    impersonate: impersonation(entry),
    plugin: entry.exec || entry.authProvider ? { exec: entry.exec, authProvider: entry.authProvider } : undefined,
  }
}

function impersonation(entry: UserEntry): Impersonation | undefined {
  if (entry.as === undefined) return undefined
  return { user: entry.as, uid: entry.asUid, groups: entry.asGroups, extra: entry.asExtra }
}

/** Written in the file itself, or in one that it names; the former wins. */
async function pem(data: string | undefined, file: string | undefined, at: string, problems: Problem[]) {
  if (data !== undefined) {
    const text = Buffer.from(data, 'base64').toString('utf8')
    if (text.includes('-----BEGIN ')) return text
    problems.push({ field: `${at}-data`, message: 'is not a PEM in base64' })
    return undefined
  }
  if (file === undefined) return undefined
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const words = codeOf(error) === 'ENOENT' ? 'no such file' : messageOf(error)
    problems.push({ field: at, message: `${file} cannot be read: ${words}` })
    return undefined
  }
}

function checkUrl(text: string, at: string, problems: Problem[]): void {
  const url = URL.parse(/^\w+:\/\//.test(text) ? text : `https://${text}`)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    problems.push({ field: at, message: 'is not an http or https URL' })
  }
}

function missing(field: string, kind: string, name: string | undefined): Problem {
  return { field, message: name === undefined ? 'is missing' : `${kind} "${name}" not found` }
}

function known(config: Kubeconfig): string {
  return [...config.contexts.keys()].join(', ') || 'none'
}
