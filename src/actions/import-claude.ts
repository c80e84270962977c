import type { Context } from '../context.ts'
import { invalid } from '../errors.ts'
import { showTime } from '../output/age.ts'
import { claudeKinds, readClaudeCredential, rfc3339, type ClaudeCredential } from '../secrets/claude-credential.ts'
import { claudeSources } from '../secrets/claude-sources.ts'
import { usualNames } from '../secrets/credential-secret.ts'
import { onlyOne, pick, type SourceName } from '../secrets/sources.ts'
import { checkNames, keepCredential, secretNamespace, type KeepFlags } from './keep-credential.ts'

interface ImportClaudeFlags extends KeepFlags {
  readonly 'from-file'?: string
  readonly from?: SourceName
  readonly key?: string
}

/** Finds a credential of Claude, says which it took, and stores it. */
export async function importClaude(context: Context, flags: ImportClaudeFlags): Promise<void> {
  const name = flags.name ?? usualNames.claude
  checkNames(name, flags.key)
  onlyOne(flags['from-file'], flags.from)
  const key = flags.key !== undefined && flags.key in claudeKinds ? flags.key : undefined
  const sources = claudeSources(context, { fromFile: flags['from-file'], from: flags.from })
  const picked = await pick(sources, { from: flags.from, key })
  const read = readClaudeCredential(picked.text, context.now())
  if (!read.ok)
    throw invalid('the credential cannot be used', [{ field: picked.place, message: read.problem }], read.hints)
  const credential = read.value
  const entry = {
    name,
    namespace: secretNamespace(context, flags),
    role: 'llm' as const,
    provider: 'anthropic',
    values: { [keyFor(credential, flags.key)]: credential.value },
    expiresAt: credential.expiresAt,
  }
  const what = `${claudeKinds[credential.kind]} from ${picked.place}`
  await keepCredential(context, { entry, what, facts: factsOf(credential, context) }, flags)
  if (picked.others.length > 0) context.notice(`Not taken: ${picked.others.join(', ')}. --from names another source.`)
  for (const remark of credential.remarks) context.notice(remark)
}

/** An API key may be kept under any name; containers look for the others under theirs. */
function keyFor({ kind }: ClaudeCredential, wished: string | undefined): string {
  if (wished === undefined || wished === kind || (kind === 'api-key' && !(wished in claudeKinds))) return wished ?? kind
  const found = `found ${claudeKinds[kind] === 'API key' ? 'an' : 'a'} ${claudeKinds[kind]}`
  const expected =
    wished in claudeKinds ? `${wished} is for another kind` : 'only an API key can have a key of your own'
  throw invalid('a flag is wrong', [{ field: '--key', message: `${expected}, ${found}: leave it out` }])
}

function factsOf({ kind, fingerprint, expiresAt }: ClaudeCredential, { stdout, now }: Context): string[] {
  const time = expiresAt && showTime(rfc3339(expiresAt), { relative: stdout.isTerminal, now: now() })
  const expiry = {
    'api-key': 'does not expire by itself',
    'oauth-token': 'expires a year after it was made',
    '.credentials.json': time ? `expires ${time}` : 'does not say when it expires',
  }
  return [fingerprint, expiry[kind]]
}
