import type { AgentCredential } from '../../agents/credential.ts'
import type { Context } from '../../context.ts'
import { invalid } from '../../errors.ts'
import type { V1Secret } from '../../kube/wire.ts'
import { showTime } from '../../output/age.ts'
import { apiKeyName } from '../../polecat/resolve.ts'
import { readCredential, rfc3339, type FoundCredential } from '../agent-credential.ts'
import { agentSources } from '../agent-sources.ts'
import { onlyOne, pick, type SourceName } from '../sources.ts'
import { checkNames, storeCredential, secretNamespace, type StoreFlags } from './store-credential.ts'

interface ImportCredentialFlags extends StoreFlags {
  readonly 'from-file'?: string
  readonly from?: SourceName
  readonly key?: string
}

/** Finds a credential of an agent, says which it took, and stores it. */
export async function importCredential(
  context: Context,
  agent: AgentCredential,
  flags: ImportCredentialFlags,
): Promise<void> {
  const { kinds, provider } = agent
  const name = flags.name ?? agent.secret
  checkNames(name, flags.key)
  onlyOne(flags['from-file'], flags.from)
  const key = flags.key !== undefined && Object.hasOwn(kinds, flags.key) ? flags.key : undefined
  const sources = agentSources(agent, context, { fromFile: flags['from-file'], from: flags.from })
  const picked = await pick(sources, { from: flags.from, key })
  const read = readCredential(agent, picked.text, context.now())
  if (!read.ok)
    throw invalid('the credential cannot be used', [{ field: picked.place, message: read.problem }], read.hints)
  const credential = read.value
  const under = keyFor(agent, credential, flags.key)
  const entry = {
    name,
    namespace: await secretNamespace(context, flags),
    role: 'llm' as const,
    provider,
    values: { [under]: credential.value },
  }
  const what = `${kinds[credential.kind]?.what} from ${picked.place}`
  const facts = credentialFacts(agent, credential, context)
  const secret = await storeCredential(context, { entry, what, facts }, flags)
  if (secret === undefined) return
  if (picked.others.length > 0)
    context.notice(`Not used: ${picked.others.join(', ')}. Choose another source with --from.`)
  for (const remark of [...credential.remarks, ...howToUse(agent, secret, credential, under)]) context.notice(remark)
}

/** Where polecats do not take it by themselves. */
function howToUse(
  { kinds, secret: usual, namedBy }: AgentCredential,
  { metadata, data = {} }: V1Secret,
  { kind }: FoundCredential,
  key: string,
): string[] {
  const name = metadata?.name ?? ''
  if (name !== usual || !Object.hasOwn(kinds, key))
    return [
      kind === apiKeyName
        ? `Use it with: --api-key-secret ${name}${key === kind ? '' : `:${key}`}`
        : `Use it with: ${namedBy?.flag} ${name}`,
    ]
  const names = Object.keys(kinds)
  const first = names.slice(0, names.indexOf(key)).find((better) => better in data)
  if (first === undefined) return []
  return [
    `${name} also has ${first}, which takes precedence. To use this one, store it with --name OTHER and create polecats with: ${namedBy?.flag} OTHER`,
  ]
}

/** An API key may be kept under any name; containers look for the others under theirs. */
function keyFor({ kinds }: AgentCredential, { kind }: FoundCredential, wished: string | undefined): string {
  const isFree = wished !== undefined && !Object.hasOwn(kinds, wished)
  if (wished === undefined || wished === kind || (kind === apiKeyName && isFree)) return wished ?? kind
  const what = kinds[kind]?.what
  const found = `found ${kind === apiKeyName ? 'an' : 'a'} ${what}`
  const expected = isFree ? 'only an API key can have a key of your own' : `${wished} is for another kind`
  throw invalid('invalid flag value', [{ field: '--key', message: `${expected}, ${found}: leave it out` }])
}

function credentialFacts(
  { kinds }: AgentCredential,
  { kind, fingerprint, expiresAt }: FoundCredential,
  { stdout, now }: Context,
): string[] {
  const time = expiresAt && showTime(rfc3339(expiresAt), { relative: stdout.isTerminal, now: now() })
  return [fingerprint, time ? `expires ${time}` : (kinds[kind]?.lifetime ?? '')]
}
