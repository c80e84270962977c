import type { Context } from '../context.ts'
import { invalid } from '../errors.ts'
import type { V1Secret } from '../kube/wire.ts'
import { showTime } from '../output/age.ts'
import { claudeKinds, readClaudeCredential, rfc3339, type ClaudeCredential } from '../secrets/agent-credential.ts'
import { claudeSources } from '../secrets/agent-sources.ts'
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
  const under = keyFor(credential, flags.key)
  const entry = {
    name,
    namespace: secretNamespace(context, flags),
    role: 'llm' as const,
    provider: 'anthropic',
    values: { [under]: credential.value },
  }
  const what = `${claudeKinds[credential.kind]} from ${picked.place}`
  const secret = await keepCredential(context, { entry, what, facts: factsOf(credential, context) }, flags)
  if (secret === undefined) return
  if (picked.others.length > 0) context.notice(`Not taken: ${picked.others.join(', ')}. --from names another source.`)
  for (const remark of [...credential.remarks, ...howToUse(secret, credential, under)]) context.notice(remark)
}

/** Where polecats do not take it by themselves. */
function howToUse({ metadata, data = {} }: V1Secret, { kind }: ClaudeCredential, key: string): string[] {
  const name = metadata?.name ?? ''
  if (name !== usualNames.claude || !(key in claudeKinds))
    return [
      kind === 'api-key'
        ? `Polecats get it with: --api-key-secret ${name}${key === kind ? '' : `:${key}`}`
        : `Polecats get it with: --claude-creds-secret ${name}`,
    ]
  const kinds = Object.keys(claudeKinds)
  const first = kinds.slice(0, kinds.indexOf(key)).find((better) => better in data)
  if (first === undefined) return []
  return [
    `${name} also has ${first}, which polecats take first. Stored with --name OTHER, this one is taken with: --claude-creds-secret OTHER`,
  ]
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
