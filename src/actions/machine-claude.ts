/** Local mode: Claude Code works with the credential that this machine has, where nobody gave it another. */
import type { Context } from '../context.ts'
import { GastownError } from '../errors.ts'
import { annotations } from '../polecat/names.ts'
import type { Polecat } from '../polecat/schema.ts'
import { claudeKinds, readClaudeCredential } from '../secrets/claude-credential.ts'
import { claudeSources } from '../secrets/claude-sources.ts'
import { usualNames } from '../secrets/credential-secret.ts'
import { findSecret, store } from '../secrets/store.ts'

const machine = 'machine'

/** Brings the Secret up to date that was made of the machine's credential, or makes it; one of the user's own stays. */
export async function bringMachineCredential(context: Context, drafts: readonly Polecat[]): Promise<void> {
  if (!drafts.some(needsCredential) || !(await context.isLocal())) return
  const client = await context.client()
  const place = { namespace: context.workers, signal: context.signal }
  const existing = await findSecret(client, usualNames.claude, place)
  if (existing !== undefined && existing.metadata?.annotations?.[annotations.source] !== machine) return
  const found = await findCredential(context)
  if (found === undefined) return
  const none = Object.fromEntries(Object.keys(claudeKinds).map((kind) => [kind, undefined]))
  const values = { ...none, [found.kind]: found.value }
  const entry = { ...place, name: usualNames.claude, role: 'llm' as const, provider: 'anthropic', values }
  await store(client, { ...entry, source: machine }, place)
  context.notice(`Claude Code works with the ${claudeKinds[found.kind]} from ${found.place} (${found.fingerprint}).`)
}

function needsCredential({ spec: { agent = 'claude-code', kubernetes } }: Polecat): boolean {
  const isNamed = kubernetes.apiKeySecretRef !== undefined || kubernetes.claudeCredsSecretRef !== undefined
  return agent === 'claude-code' && !isNamed
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
