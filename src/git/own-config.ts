import { configEntry, configText, type ConfigEntry } from './config-text.ts'

export interface OwnConfig {
  /** The only transports that git may use. */
  readonly protocols: readonly ('file' | 'ssh' | 'https' | 'http')[]
  /** Repositories that git may open although another uid made them. */
  readonly safeDirectories: readonly string[]
  /** The user's own configuration files, read first, so that ours wins; their credential helpers stay. */
  readonly include?: readonly string[]
  /** Further settings, last. */
  readonly more?: readonly ConfigEntry[]
}

/**
 * The global configuration of every git call of ours. `core.hooksPath` is not here but in `hookless`: a receive-pack on
 * this machine inherits the variable that names this file, and the remote's own hooks would be skipped.
 */
export function ownConfigText({ protocols, safeDirectories, include, more = [] }: OwnConfig): string {
  return configText([
    ...(include ?? []).map((path) => configEntry('include.path', path)),
    ...Object.entries(settings).map(([name, value]) => configEntry(name, value)),
    ...(include === undefined ? strictSettings : []),
    ...protocols.map((name) => configEntry(`protocol.${name}.allow`, 'always')),
    ...safeDirectories.map((path) => configEntry('safe.directory', path)),
    ...more,
  ])
}

/** Words before the command of a git call: none of our repositories has hooks, and none is to run. */
export const hookless = ['-c', 'core.hooksPath=/dev/null'] as const

const strictSettings = [configEntry('credential.helper', ''), configEntry('transfer.credentialsInUrl', 'die')]

const settings = {
  'core.fsmonitor': 'false',
  'core.untrackedCache': 'false',
  'core.attributesFile': '/dev/null',
  'core.excludesFile': '/dev/null',
  'core.protectNTFS': 'false',
  'core.protectHFS': 'false',
  'core.autocrlf': 'false',
  'core.safecrlf': 'false',
  'core.bigFileThreshold': '32m',
  // Besides packs, which git brings to the disk by itself; all loose objects of a call with one flush.
  'core.fsync': 'loose-object,reference',
  'core.fsyncMethod': 'batch',
  'core.logAllRefUpdates': 'false',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'submodule.recurse': 'false',
  'fetch.recurseSubmodules': 'false',
  'fetch.writeCommitGraph': 'false',
  'push.recurseSubmodules': 'no',
  'push.followTags': 'false',
  'push.gpgSign': 'false',
  'commit.gpgSign': 'false',
  'pack.threads': '1',
  'advice.detachedHead': 'false',
  'http.followRedirects': 'false',
  // A server may count objects in silence for long; only a dead line stays below one byte a second for a minute.
  'http.lowSpeedLimit': '1',
  'http.lowSpeedTime': '60',
  'protocol.allow': 'never',
  'safe.bareRepository': 'all',
  'init.defaultBranch': 'main',
  'init.templateDir': '',
} as const
