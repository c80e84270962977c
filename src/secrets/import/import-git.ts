import type { Context } from '../../context.ts'
import { invalid } from '../../errors.ts'
import type { V1Secret } from '../../kube/wire.ts'
import { usualGitSecret } from '../../attempt/secrets.ts'
import { refuseOtherRole, valueIn } from '../credential-secret.ts'
import type { GitImport } from '../git-credential.ts'
import { findSecret } from '../store.ts'
import { held } from '../replacing.ts'
import { gitTarget, type GitTarget } from './git-target.ts'
import { importedKey, madeKey, type GitKeyFlags } from './git-keys.ts'
import { importedToken } from './git-tokens.ts'
import { checkNames, storeCredential, secretNamespace, type StoreFlags } from './store-credential.ts'
import { confirmStore } from './confirm-store.ts'

export interface ImportGitFlags extends StoreFlags, GitKeyFlags {
  readonly rig?: string
  readonly url?: string
  readonly 'token-from-file'?: string
  readonly username?: string
}

/** Makes a deploy key, or stores a key or a token that there is. */
export async function importGit(context: Context, flags: ImportGitFlags): Promise<void> {
  const name = flags.name ?? usualGitSecret
  checkNames(name, undefined)
  checkTogether(flags)
  const namespace = await secretNamespace(context, flags)
  const target = await gitTarget(context, flags)
  const { signal } = context
  const existing = flags['dry-run'] ? undefined : await findSecret(await context.client(), name, { namespace, signal })
  if (existing) refuseOtherRole(existing, 'git')
  // A new key is never the same, so that it is asked about before it is made.
  const makes = flags['from-file'] === undefined && flags['token-from-file'] === undefined
  const asks = makes && !flags.replace && existing?.data?.['ssh-privatekey'] !== undefined
  if (existing !== undefined && asks && !(await confirmStore(context, existing, [held(existing, 'ssh-privatekey')]))) {
    context.notice('Nothing was stored.')
    return
  }
  const made = await credentialFor(context, { flags, target, existing })
  const provider = target && target.host.replace(/:\d+$/, '')
  const entry = { name, namespace, role: 'git' as const, provider, values: made.values }
  const keep = { ...flags, replace: flags.replace || asks }
  const secret = await storeCredential(context, { entry, what: made.what, facts: made.facts }, keep)
  if (secret === undefined) return
  // A dry run's key is gone with it.
  if (made.publicHalf !== undefined && !flags['dry-run']) {
    const { line, advice } = made.publicHalf
    if (flags.output === undefined) context.print(`${line}\n`)
    else context.notice(line)
    for (const notice of advice) context.notice(notice)
  }
  for (const notice of made.notices) context.notice(notice)
}

interface GitCredentialRequest {
  readonly flags: ImportGitFlags
  readonly target: GitTarget | undefined
  readonly existing: V1Secret | undefined
}

async function credentialFor(context: Context, { flags, target, existing }: GitCredentialRequest): Promise<GitImport> {
  const tokenFile = flags['token-from-file']
  if (tokenFile !== undefined) return importedToken(context, { file: tokenFile, username: flags.username, target })
  const known = existing && valueIn(existing, 'known_hosts')
  if (flags['from-file'] !== undefined) return importedKey(context, { flags, target, known })
  return madeKey(context, { flags, target, known })
}

function checkTogether(flags: ImportGitFlags): void {
  const token = flags['token-from-file'] !== undefined
  const problems = [
    ...(token && flags['from-file'] !== undefined
      ? [{ field: '--token-from-file', message: 'cannot be combined with --from-file' }]
      : []),
    ...(!token && flags.username !== undefined
      ? [{ field: '--username', message: 'belongs to --token-from-file' }]
      : []),
    ...(token && flags['known-hosts'] !== undefined
      ? [{ field: '--known-hosts', message: 'is for ssh; a token goes over https' }]
      : []),
  ]
  if (problems.length > 0) throw invalid('conflicting flags', problems)
}
