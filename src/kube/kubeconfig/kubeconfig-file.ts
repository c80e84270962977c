import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { codeOf, GastownError, invalid, messageOf } from '../../errors.ts'
import type { ExecPlugin } from './cluster-access.ts'
import { Reading } from './kubeconfig-reading.ts'
import { parseKubeconfigText } from './kubeconfig-text.ts'

/** One kubeconfig as written, its relative paths made absolute: kubectl takes them from the file's own folder. */
export interface KubeconfigFile {
  readonly path: string
  readonly currentContext?: string
  readonly clusters: ReadonlyMap<string, ClusterEntry>
  readonly users: ReadonlyMap<string, UserEntry>
  readonly contexts: ReadonlyMap<string, ContextEntry>
}

export interface ClusterEntry {
  readonly from: string
  readonly server?: string
  readonly caData?: string
  readonly caFile?: string
  readonly insecure?: boolean
  readonly tlsServerName?: string
  readonly proxyUrl?: string
}

export interface UserEntry {
  readonly from: string
  readonly certData?: string
  readonly certFile?: string
  readonly keyData?: string
  readonly keyFile?: string
  readonly token?: string
  readonly tokenFile?: string
  readonly username?: string
  readonly password?: string
  readonly as?: string
  readonly asUid?: string
  readonly asGroups?: readonly string[]
  readonly asExtra?: Readonly<Record<string, readonly string[]>>
  readonly exec?: ExecPlugin
  readonly authProvider?: Readonly<Record<string, unknown>>
}

export interface ContextEntry {
  readonly from: string
  readonly cluster?: string
  readonly user?: string
  readonly namespace?: string
}

/** Undefined where there is no such file. */
export async function readKubeconfigFile(path: string): Promise<KubeconfigFile | undefined> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    const words = code === 'EISDIR' ? 'it is a directory' : code === 'EACCES' ? 'permission denied' : messageOf(error)
    throw new GastownError('invalid', `the kubeconfig ${path} cannot be read: ${words}`, { cause: error })
  }
  return await parseKubeconfig(path, text)
}

async function parseKubeconfig(path: string, text: string): Promise<KubeconfigFile> {
  const reading = new Reading(path, await parseKubeconfigText(path, text))
  const file: KubeconfigFile = {
    path,
    currentContext: reading.text('', 'current-context'),
    clusters: reading.named('clusters', 'cluster', (at) => cluster(reading, at)),
    users: reading.named('users', 'user', (at) => user(reading, at)),
    contexts: reading.named('contexts', 'context', (at) => ({
      from: path,
      cluster: reading.text(at, 'cluster'),
      user: reading.text(at, 'user'),
      namespace: reading.text(at, 'namespace'),
    })),
  }
  if (reading.problems.length > 0) throw invalid(`the kubeconfig ${path} is not valid`, reading.problems)
  return file
}

function cluster(reading: Reading, at: string): ClusterEntry {
  return {
    from: reading.path,
    server: reading.text(at, 'server'),
    caData: reading.text(at, 'certificate-authority-data'),
    caFile: absolute(reading, reading.text(at, 'certificate-authority')),
    insecure: reading.flag(at, 'insecure-skip-tls-verify'),
    tlsServerName: reading.text(at, 'tls-server-name'),
    proxyUrl: reading.text(at, 'proxy-url'),
  }
}

function user(reading: Reading, at: string): UserEntry {
  return {
    from: reading.path,
    certData: reading.text(at, 'client-certificate-data'),
    certFile: absolute(reading, reading.text(at, 'client-certificate')),
    keyData: reading.text(at, 'client-key-data'),
    keyFile: absolute(reading, reading.text(at, 'client-key')),
    token: reading.text(at, 'token'),
    tokenFile: absolute(reading, reading.text(at, 'tokenFile')),
    username: reading.text(at, 'username'),
    password: reading.text(at, 'password'),
    as: reading.text(at, 'as'),
    asUid: reading.text(at, 'as-uid'),
    asGroups: reading.texts(at, 'as-groups'),
    asExtra: reading.textLists(at, 'as-user-extra'),
    exec: reading.has(at, 'exec') ? execPlugin(reading, `${at}.exec`) : undefined,
    authProvider: reading.map(at, 'auth-provider'),
  }
}

function execPlugin(reading: Reading, at: string): ExecPlugin {
  const command = reading.text(at, 'command')
  if (command === undefined) reading.problem(`${at}.command`, 'is missing')
  return {
    apiVersion: reading.text(at, 'apiVersion') ?? '',
    // As in kubectl: a bare name is looked for on the PATH, anything else from the file's folder.
    command: /[/\\]/.test(command ?? '') ? (absolute(reading, command) ?? '') : (command ?? ''),
    args: reading.texts(at, 'args') ?? [],
    env: reading.pairs(at, 'env'),
    installHint: reading.text(at, 'installHint'),
    provideClusterInfo: reading.flag(at, 'provideClusterInfo') ?? false,
  }
}

function absolute(reading: Reading, path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(dirname(reading.path), path)
}
