/** Local mode: Claude Code works with the credential that this machine has, where nobody gave it another. */
import type { Context } from '../context.ts'
import { GastownError } from '../errors.ts'
import { annotations } from '../polecat/names.ts'
import { resolveSpec } from '../polecat/resolve.ts'
import { claudeKinds, readClaudeCredential } from '../secrets/agent-credential.ts'
import { claudeSources } from '../secrets/agent-sources.ts'
import { namesCredential } from '../pod/credential.ts'
import { usualNames } from '../secrets/credential-secret.ts'
import { isStored } from '../secrets/replacing.ts'
import { findSecret, store } from '../secrets/store.ts'
import type { DraftedPolecat } from './draft-polecats.ts'

const machine = 'machine'

/** Brings the Secret up to date that was made of the machine's credential, or makes it; one of the user's own stays. */
export async function bringMachineCredential(context: Context, drafts: readonly DraftedPolecat[]): Promise<void> {
  if (!drafts.some(needsCredential) || !(await context.isLocal())) return
  const client = await context.client()
  const place = { namespace: context.workers, signal: context.signal }
  const existing = await findSecret(client, usualNames.claude, place)
  if (existing !== undefined && existing.metadata?.annotations?.[annotations.source] !== machine) return
  const found = await findCredential(context)
  if (found === undefined) return
  const none = Object.fromEntries(Object.keys(claudeKinds).map((kind) => [kind, undefined]))
  const values = { ...none, [found.kind]: found.value }
  const whose = { name: usualNames.claude, role: 'llm', provider: 'anthropic', source: machine } as const
  const entry = { ...place, ...whose, values }
  // A write of the same would be told to all who watch, and be one more that could meet another command's.
  if (existing === undefined || !isStored(entry, existing))
    await store(client, entry, { existing, signal: place.signal, now: context.now() })
  context.notice(`Claude Code works with the ${claudeKinds[found.kind]} from ${found.place} (${found.fingerprint}).`)
}

/** Whether nobody names another: neither the polecat nor its rig, by a reference or by a variable. */
function needsCredential({ polecat, rig }: DraftedPolecat): boolean {
  const resolved = resolveSpec(polecat, rig)
  return resolved.agent === 'claude-code' && !namesCredential(resolved)
}

async function findCredential(context: Context) {
  const sources = claudeSources(context, {}).filter(({ name }) => ['env', 'file', 'keychain'].includes(name))
  for (const source of sources) {
    const text = await read(source, context)
    if (text === undefined || text.trim() === '') continue
    const found = readClaudeCredential(text, context.now())
    if (found.ok) return { ...found.value, place: source.place }
    context.notice(`Not taken: ${source.place} ${found.problem}.`)
  }
  return undefined
}

/** One that cannot be taken is told of, and the next may serve. */
async function read(
  source: ReturnType<typeof claudeSources>[number],
  { notice }: Context,
): Promise<string | undefined> {
  try {
    return await source.read()
  } catch (error) {
    if (!(error instanceof GastownError) || error.kind === 'interrupted') throw error
    notice(`Not taken: ${source.place}: ${[error.message, ...error.problems.map(({ message }) => message)].join('; ')}`)
    return undefined
  }
}
