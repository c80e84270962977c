import type { Context } from '../context.ts'
import { GastownError } from '../errors.ts'
import type { Polecat } from '../polecat/schema.ts'
import { awaitPolecats } from './await-polecats.ts'
import { findPolecat } from './find-polecats.ts'

export interface AgentPod {
  readonly pod: string
  /** The agent that works in it. */
  readonly agent: string | undefined
}

/** The pod of a polecat's attempt; with `wait`, one that is still to be made too. */
export async function agentPod(
  context: Context,
  name: string,
  { wait }: { readonly wait: boolean },
): Promise<AgentPod> {
  const [client, namespace, { signal, now }] = [await context.client(), await context.namespace(), context]
  let polecat = await findPolecat(client, name, { namespace, signal })
  if (!hasPod(polecat) && wait) {
    const goal = { namespace, names: [name], goal: 'pod', stuckAfterSeconds: 600, signal, now } as const
    polecat = (await awaitPolecats(client, goal)).polecats[0] ?? polecat
  }
  const { podName, reason, message, agent } = polecat.status ?? {}
  if (podName !== undefined && hasPod(polecat)) return { pod: podName, agent }
  throw new GastownError('not-found', `${name} has no pod yet${reason === undefined ? '' : `: ${reason}`}`, {
    hints: [...(message === undefined ? [] : [message]), `See how it stands with: gastown describe ${name}`],
  })
}

// The name is in the status before the pod is made; its uid after that.
function hasPod({ status }: Polecat): boolean {
  return status?.podName !== undefined && status.podUID !== undefined
}

/** What a server says of a pod that is gone, in the words of polecats. */
export function podGone(name: string, error: unknown): GastownError {
  return new GastownError('not-found', `the pod of ${name} is gone, and its logs with it`, {
    cause: error,
    hints: [`What is recorded of it: gastown describe ${name}`],
  })
}
