import { type Context, namespacedClient } from '../context.ts'
import { GastownError } from '../errors.ts'
import { podName } from '../pod/names.ts'
import type { Polecat } from '../polecat/schema.ts'
import { awaitPolecats } from '../polecats/await-polecats.ts'
import { findPolecat } from '../polecats/find-polecats.ts'
import { tellConnection } from '../polecats/tell-connection.ts'

export interface AgentPod {
  readonly pod: string
  /** The agent that works in it. */
  readonly agent: string | undefined
  readonly attempt: number | undefined
}

export interface WhichPod {
  /** One that is still to be made too. */
  readonly wait: boolean
  /** Else the newest. */
  readonly attempt?: number
}

/** The pod of an attempt. */
export async function agentPod(context: Context, name: string, { wait, attempt: wanted }: WhichPod): Promise<AgentPod> {
  const { client, namespace, signal } = await namespacedClient(context)
  const { now } = context
  let polecat = await findPolecat(client, name, { namespace, signal })
  if (!hasPod(polecat) && wait) {
    const goal = { namespace, names: [name], goal: 'pod', stuckAfterSeconds: 600, signal, now } as const
    const onConnection = tellConnection(context)
    polecat = (await awaitPolecats(client, { ...goal, onConnection })).polecats[0] ?? polecat
  }
  const { podName: newest, reason, message, agent, attempt } = polecat.status ?? {}
  if (wanted !== undefined && wanted !== attempt) return earlierPod(polecat, wanted)
  if (newest !== undefined && hasPod(polecat)) return { pod: newest, agent, attempt }
  throw new GastownError('not-found', `${name} has no pod yet${reason === undefined ? '' : `: ${reason}`}`, {
    hints: [...(message === undefined ? [] : [message]), `See its status with: gastown describe ${name}`],
  })
}

/** The agent was the same, unless somebody has changed it between the attempts. */
function earlierPod(polecat: Polecat, wanted: number): AgentPod {
  const { agent, attempt = 0 } = polecat.status ?? {}
  if (wanted < attempt) return { pod: podName(polecat, wanted), agent, attempt: wanted }
  const { name } = polecat.metadata
  const count = attempt === 0 ? 'no attempt' : attempt === 1 ? '1 attempt' : `${attempt} attempts`
  throw new GastownError('not-found', `${name} has no attempt ${wanted}, only ${count}`, {
    hints: [`See its history with: gastown events ${name}`],
  })
}

// The name is in the status before the pod is made; its uid after that.
function hasPod({ status }: Polecat): boolean {
  return status?.podName !== undefined && status.podUID !== undefined
}

/** What a server says of a pod that is gone, in the words of polecats. */
export function podGone(name: string, error: unknown, attempt?: number): GastownError {
  const which = attempt === undefined ? '' : `attempt ${attempt} of `
  return new GastownError('not-found', `the pod of ${which}${name} is gone, and its logs with it`, {
    cause: error,
    hints: [`See what is recorded with: gastown describe ${name}`],
  })
}
