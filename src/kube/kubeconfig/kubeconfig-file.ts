import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { codeOf, GastownError, invalid, messageOf } from '../../errors.ts'
import type { ExecPlugin } from './cluster-access.ts'
import { KubeconfigReader } from './kubeconfig-reader.ts'
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

/** Kubeconfig of a file; undefined where there is none. */
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
  const reader = new KubeconfigReader(path, await parseKubeconfigText(path, text))
  const file: KubeconfigFile = {
    path,
    currentContext: reader.text('', 'current-context'),
    clusters: reader.named('clusters', 'cluster', (at) => cluster(reader, at)),
    users: reader.named('users', 'user', (at) => user(reader, at)),
    contexts: reader.named('contexts', 'context', (at) => ({
      from: path,
      cluster: reader.text(at, 'cluster'),
      user: reader.text(at, 'user'),
      namespace: reader.text(at, 'namespace'),
    })),
  }
  if (reader.problems.length > 0) throw invalid(`the kubeconfig ${path} is not valid`, reader.problems)
  return file
}

function cluster(reader: KubeconfigReader, at: string): ClusterEntry {
  return {
    from: reader.path,
    server: reader.text(at, 'server'),
    caData: reader.text(at, 'certificate-authority-data'),
    caFile: absolute(reader, reader.text(at, 'certificate-authority')),
    insecure: reader.flag(at, 'insecure-skip-tls-verify'),
    tlsServerName: reader.text(at, 'tls-server-name'),
    proxyUrl: reader.text(at, 'proxy-url'),
  }
}

function user(reader: KubeconfigReader, at: string): UserEntry {
  return {
    from: reader.path,
    certData: reader.text(at, 'client-certificate-data'),
    certFile: absolute(reader, reader.text(at, 'client-certificate')),
    keyData: reader.text(at, 'client-key-data'),
    keyFile: absolute(reader, reader.text(at, 'client-key')),
    token: reader.text(at, 'token'),
    tokenFile: absolute(reader, reader.text(at, 'tokenFile')),
    username: reader.text(at, 'username'),
    password: reader.text(at, 'password'),
    as: reader.text(at, 'as'),
    asUid: reader.text(at, 'as-uid'),
    asGroups: reader.texts(at, 'as-groups'),
    asExtra: reader.textLists(at, 'as-user-extra'),
    exec: reader.has(at, 'exec') ? execPlugin(reader, `${at}.exec`) : undefined,
    authProvider: reader.map(at, 'auth-provider'),
  }
}

function execPlugin(reader: KubeconfigReader, at: string): ExecPlugin {
  const command = reader.text(at, 'command')
  if (command === undefined) reader.problem(`${at}.command`, 'is missing')
  return {
    apiVersion: reader.text(at, 'apiVersion') ?? '',
    // As in kubectl: a bare name is looked for on the PATH, anything else from the file's folder.
    command: /[/\\]/.test(command ?? '') ? (absolute(reader, command) ?? '') : (command ?? ''),
    args: reader.texts(at, 'args') ?? [],
    env: reader.pairs(at, 'env'),
    installHint: reader.text(at, 'installHint'),
    provideClusterInfo: reader.flag(at, 'provideClusterInfo') ?? false,
  }
}

function absolute(reader: KubeconfigReader, path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(dirname(reader.path), path)
}
