/** ssh keys for git, with the host keys that they are used with. */
import { resolve } from 'node:path'
import type { Context } from '../../context.ts'
import { GastownError, invalid } from '../../errors.ts'
import { deployPage } from '../deploy-page.ts'
import { isPersonalKey, knownHostsName, readSshKey, type GitImport } from '../git-credential.ts'
import {
  differingHosts,
  joinKnownHosts,
  knownHostsText,
  knowsHost,
  pinnedLines,
  readKnownHosts,
  type HostLine,
} from '../known-hosts.ts'
import { makeSshKey, publicBlob, sshFingerprint } from '../openssh-key.ts'
import { readPlainFile } from '../secret-input.ts'
import { namedFile, pick } from '../sources.ts'
import type { GitTarget } from './git-target.ts'

export interface GitKeyFlags {
  readonly 'from-file'?: string
  readonly 'known-hosts'?: string
}

interface KeyRequest {
  readonly flags: GitKeyFlags
  readonly target: GitTarget | undefined
  /** known_hosts of the Secret, if it has one. */
  readonly known: string | undefined
}

/** A new Ed25519 key; nobody but the Secret has its private half. */
export async function madeKey(context: Context, asked: KeyRequest): Promise<GitImport> {
  const { target } = asked
  refuseHttps(target)
  const { page, advice, refuses } = deployPage(target?.host ?? '', target?.path ?? '')
  if (refuses !== undefined)
    throw invalid(
      'no key was created',
      [{ field: '--url', message: `${refuses}, and the key would be an Ed25519 one` }],
      [
        "Create one with: ssh-keygen -t rsa -b 4096 -N '' -f key, and import it with --from-file key",
        'Or import a token with --token-from-file and an https URL.',
      ],
    )
  const hosts = await hostLines(context, asked)
  const pair = makeSshKey(target === undefined ? 'gastown' : `gastown ${target.path}`)
  return {
    values: { 'ssh-privatekey': pair.private, known_hosts: hosts.text },
    what: 'new deploy key',
    facts: fingerprintOf(pair.private),
    publicHalf: { line: pair.public, advice: [`Add the line that begins with ssh-ed25519 at: ${page}`, advice] },
    notices: hosts.notices,
  }
}

export async function importedKey(context: Context, asked: KeyRequest): Promise<GitImport> {
  const { flags, target } = asked
  refuseHttps(target)
  const file = flags['from-file'] ?? '-'
  const picked = await pick([namedFile(file, context)], {})
  const key = readSshKey(picked.text)
  if (!key.ok) throw invalid('the key cannot be used', [{ field: picked.place, message: key.problem }], key.hints)
  const hosts = await hostLines(context, asked)
  const personal = isPersonalKey(resolve(context.cwd, file), context.home)
  return {
    values: { 'ssh-privatekey': key.value, known_hosts: hosts.text },
    what: `ssh key from ${picked.place}`,
    facts: fingerprintOf(key.value),
    notices: [...(personal ? [ownKey] : []), ...hosts.notices],
  }
}

const ownKey =
  'This is your own key, which gives access to all your repositories. Prefer a deploy key: run this command without --from-file to create one.'

function fingerprintOf(key: string): string[] {
  const blob = publicBlob(key)
  return blob === undefined ? [] : [sshFingerprint(blob)]
}

function refuseHttps(target: GitTarget | undefined): void {
  if (target === undefined || target.transport === 'ssh') return
  throw invalid(
    'no key was stored',
    [{ field: '--url', message: 'the repository has an https URL, which needs a token' }],
    [
      'Import a token with --token-from-file FILE.',
      `Or give the rig its ssh URL: git@${target.host}:${target.path}.git`,
    ],
  )
}

/** The Secret's own lines, then the pinned ones, then those that were given; a later one replaces its host's earlier ones. */
async function hostLines(
  context: Context,
  { flags, target, known }: KeyRequest,
): Promise<{ text: string; notices: string[] }> {
  const given = await givenLines(context, flags['known-hosts'])
  const own = known === undefined ? undefined : readKnownHosts(known)
  const lines = joinKnownHosts(own?.ok ? own.value : [], pinnedLines(), given)
  const differing = differingHosts(given).map(
    (host) => `${host} publishes another host key than the one given; the given one is used.`,
  )
  const host = target && knownHostsName(target.host)
  const unknown =
    host === undefined || knowsHost(lines, host)
      ? []
      : [
          `No host key of ${host} is known, so clones will fail. Give it with --known-hosts FILE, as printed by "ssh-keyscan", after comparing it with what the owner of ${host} publishes.`,
        ]
  return { text: knownHostsText(lines), notices: [...differing, ...unknown] }
}

async function givenLines(context: Context, file: string | undefined): Promise<readonly HostLine[]> {
  if (file === undefined) return []
  const text = await readPlainFile(resolve(context.cwd, file), '--known-hosts', file)
  const read = readKnownHosts(text)
  if (read.ok) return read.value
  throw new GastownError('invalid', 'the host keys cannot be used', {
    problems: [{ field: '--known-hosts', message: `${file} ${read.problem}` }],
    hints: read.hints,
  })
}
