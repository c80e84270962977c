import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf } from '../../errors.ts'
import { configEntry, type ConfigEntry } from '../config-text.ts'
import { gitEnvironment, machineGitEnvironment } from '../environment.ts'
import { GitFailure } from '../failure.ts'
import { tokenSettings } from './https-credential.ts'
import { limitHelpers } from './limit-helpers.ts'
import { ownConfigText } from '../own-config.ts'
import type { RemoteUrl } from '../remote-url.ts'
import { machineSshCommand, sshCommand } from './ssh-command.ts'
import { keyFailure } from './ssh-key.ts'

export interface AccessPlaces {
  /** A folder that only containers with the git credential mount; our home and configuration go there. */
  readonly private: string
  /** The git Secret's files. */
  readonly credential: string
  /** The ConfigMap with known_hosts. */
  readonly knownHosts: string
  /** Our own repositories. */
  readonly repositories: readonly string[]
}

export interface AccessRules {
  /** Use the machine's own git and ssh set-up. */
  readonly machineGit: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  /** How long one of the machine's credential helpers may take. */
  readonly helperSeconds?: number
}

/** How git calls reach the remote: the whole environment, credential included. */
export interface Access {
  readonly remote: RemoteUrl
  readonly env: Readonly<Record<string, string>>
}

/** Writes what git needs to reach the remote, and refuses a credential that cannot work before anything is asked. */
export function prepareAccess(
  remote: RemoteUrl,
  places: AccessPlaces,
  { machineGit, env, helperSeconds }: AccessRules,
): Access {
  const home = join(places.private, 'home')
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const configFile = join(places.private, 'gitconfig')
  const safeDirectories = places.repositories
  if (machineGit) {
    // The user's insteadOf may turn one into the other.
    const any = [...new Set([remote.transport, 'ssh', 'https'] as const)]
    const settings = { protocols: any, safeDirectories, include: userConfigs(env) }
    writeFileSync(configFile, ownConfigText(settings), { mode: 0o600 })
    const machine = machineGitEnvironment(configFile, env)
    // A path has no use for what follows, and two processes less.
    if (remote.transport === 'file') return { remote, env: machine }
    const more = limitHelpers(places.private, machine, {
      isSsh: remote.transport === 'ssh',
      seconds: helperSeconds,
    })
    if (more.length > 0) writeFileSync(configFile, ownConfigText({ ...settings, more }), { mode: 0o600 })
    return { remote, env: withMachineSsh(machine) }
  }
  const own = gitEnvironment({ home, configFile, path: env.PATH })
  const ssh: Record<string, string> = remote.transport === 'ssh' ? sshSettings(remote, places) : {}
  const more = remote.transport === 'https' || remote.transport === 'http' ? httpSettings(remote, places) : []
  writeFileSync(configFile, ownConfigText({ protocols: [remote.transport], safeDirectories, more }), { mode: 0o600 })
  return { remote, env: { ...own, ...ssh } }
}

function userConfigs(env: AccessRules['env']): string[] {
  const home = env.HOME
  const xdg = env.XDG_CONFIG_HOME ?? (home === undefined ? undefined : join(home, '.config'))
  const files = [xdg && join(xdg, 'git', 'config'), home && join(home, '.gitconfig')]
  return files.filter((file) => file !== undefined && file !== '' && existsSync(file)) as string[]
}

/** A user whose git runs another ssh (`core.sshCommand`) keeps it as it is. */
function withMachineSsh(env: Record<string, string>): Record<string, string> {
  const own = spawnSync('git', ['config', '--get', 'core.sshCommand'], { env, cwd: '/', encoding: 'utf8' })
  return own.stdout?.trim() ? env : { ...env, GIT_SSH_COMMAND: machineSshCommand() }
}

function sshSettings(remote: RemoteUrl, places: AccessPlaces): Record<string, string> {
  const secret = join(places.credential, 'ssh-privatekey')
  const text = readIfThere(secret)
  if (text === undefined)
    throw new GitFailure('credential-missing', `the git Secret has no ssh-privatekey, which ${remote.shown} needs`, {
      hint: 'use an https URL with a token, or import a key with: gastown secrets import-git',
    })
  const failure = keyFailure(text)
  if (failure) throw failure
  const hosts = [join(places.credential, 'known_hosts'), join(places.knownHosts, 'known_hosts')]
    .map(readIfThere)
    .filter((hosts) => hosts !== undefined && hosts.trim() !== '')
  if (hosts.length === 0)
    throw new GitFailure('host-key', `no host keys are known, so ${remote.host} cannot be told from an impostor`, {
      hint: 'put the output of ssh-keyscan, once checked, into known_hosts of the git Secret',
    })
  const knownHosts = join(places.private, 'known_hosts')
  writeFileSync(knownHosts, hosts.map((text) => `${text?.trimEnd()}\n`).join(''), { mode: 0o600 })
  const key = usableInPlace(secret, text) ? secret : copyOfKey(join(places.private, 'ssh-key'), text)
  return { GIT_SSH_COMMAND: sshCommand({ key, knownHosts }), GIT_SSH_VARIANT: 'ssh' }
}

/** ssh refuses a key of its own uid that others may read, but takes root's with fsGroup's 0440. */
function usableInPlace(path: string, text: string): boolean {
  const { uid, mode } = statSync(path)
  return text.endsWith('\n') && (uid !== process.getuid?.() || (mode & 0o077) === 0)
}

function copyOfKey(path: string, text: string): string {
  writeFileSync(path, text.endsWith('\n') ? text : `${text}\n`, { mode: 0o600 })
  // The mode above holds for a new file only.
  chmodSync(path, 0o600)
  return path
}

function httpSettings(remote: RemoteUrl, { credential }: AccessPlaces): ConfigEntry[] {
  const settings: ConfigEntry[] = []
  const authority = join(credential, 'ca.crt')
  if (existsSync(authority)) settings.push(configEntry('http.sslCAInfo', authority))
  const [username, password] = ['username', 'password'].map((name) => {
    const path = join(credential, name)
    const text = readIfThere(path)
    return text === undefined ? undefined : { path, text }
  })
  const host = readIfThere(join(credential, 'host'))
  // Public repositories need none to read; the push will say when one is missing.
  if (password) settings.push(...tokenSettings(remote, { username, password, host }))
  return settings
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    if (code === 'EACCES')
      throw new GitFailure('authentication', 'the git Secret is mounted, but this uid cannot read it', {
        hint: "the pod needs an fsGroup, or the namespace a uid range (OpenShift's annotation)",
        cause: error,
      })
    throw error
  }
}
