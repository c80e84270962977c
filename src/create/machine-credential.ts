/** Local mode: agents work with the credential that this machine has for them, where nobody gave them another. */
import type { AgentCredential } from '../agents/credential.ts'
import { agentNamed } from '../agents/table.ts'
import type { Agent } from '../agents/agent.ts'
import type { Context } from '../context.ts'
import { GastownError } from '../errors.ts'
import { namesCredential } from '../pod/credential.ts'
import { annotations } from '../polecat/names.ts'
import { resolveSpec } from '../polecat/resolve.ts'
import { readCredential } from '../secrets/agent-credential.ts'
import { machineSources } from '../secrets/agent-sources.ts'
import { isStored } from '../secrets/replacing.ts'
import type { Source } from '../secrets/sources.ts'
import { findSecret, store } from '../secrets/store.ts'
import type { DraftedPolecat } from './draft-polecats.ts'

const machine = 'machine'

/** Brings the Secrets up to date that were made of the machine's credentials, or makes them; one of the user's own stays. */
export async function bringMachineCredentials(context: Context, drafts: readonly DraftedPolecat[]): Promise<void> {
  const agents = new Set(drafts.flatMap((draft) => agentWithout(draft) ?? []))
  if (agents.size === 0 || !(await context.isLocal())) return
  for (const agent of agents) if (agent.credential) await bring(context, agent, agent.credential)
}

/** The agent of a polecat that has no other credential: neither it nor its rig names one. */
function agentWithout({ polecat, rig }: DraftedPolecat): Agent | undefined {
  const resolved = resolveSpec(polecat, rig)
  const agent = agentNamed(resolved.agent)
  return agent?.credential && !namesCredential(resolved, agent.credential) ? agent : undefined
}

async function bring(context: Context, { title }: Agent, credential: AgentCredential): Promise<void> {
  const { secret: name, provider, kinds } = credential
  const client = await context.client()
  const place = { namespace: await context.workerNamespace(), signal: context.signal }
  const existing = await findSecret(client, name, place)
  if (existing !== undefined && existing.metadata?.annotations?.[annotations.source] !== machine) return
  const found = await findCredential(context, credential)
  if (found === undefined) return
  const none = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, undefined]))
  const values = { ...none, [found.kind]: found.value }
  const entry = { ...place, name, role: 'llm', provider, source: machine, values } as const
  // A write of the same would be told to all who watch, and be one more that could meet another command's.
  if (existing === undefined || !isStored(entry, existing))
    await store(client, entry, { existing, signal: place.signal, now: context.now() })
  context.notice(`${title} works with the ${kinds[found.kind]?.what} from ${found.place} (${found.fingerprint}).`)
}

async function findCredential(context: Context, credential: AgentCredential) {
  for (const source of machineSources(credential, context)) {
    const text = await read(source, context)
    if (text === undefined || text.trim() === '') continue
    const found = readCredential(credential, text, context.now())
    if (found.ok) return { ...found.value, place: source.place }
    context.notice(`Not used: ${source.place} ${found.problem}.`)
  }
  return undefined
}

/** One that cannot be taken is told of, and the next may serve. */
async function read(source: Source, { notice }: Context): Promise<string | undefined> {
  try {
    return await source.read()
  } catch (error) {
    if (!(error instanceof GastownError) || error.kind === 'interrupted') throw error
    notice(`Not used: ${source.place}: ${[error.message, ...error.problems.map(({ message }) => message)].join('; ')}`)
    return undefined
  }
}
