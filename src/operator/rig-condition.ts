/** The condition Enforced of a Rig: settings that nothing enforces are named there, and no polecat is refused for them. */
import { agentNamed } from '../agents/table.ts'
import { rigUnenforced } from '../agents/unenforced.ts'
import type { Client } from '../kube/client.ts'
import { rigs } from '../kube/resources.ts'
import { defaultAgent } from '../polecat/agent.ts'
import type { Rig } from '../rig/schema.ts'

type Condition = NonNullable<NonNullable<Rig['status']>['conditions']>[number]

/** The condition, for the rig's agent or the default one; undefined where the rig's own says that already. */
export function rigCondition(rig: Rig, local: boolean, now: Date): Condition | undefined {
  const agent = agentNamed(rig.spec.defaults?.agent ?? defaultAgent)
  if (agent === undefined) return undefined
  const problems = rigUnenforced(rig, agent, local)
  const message = problems.map(({ field, message }) => `${field}: ${message}`).join('; ')
  const before = rig.status?.conditions?.find(({ type }) => type === 'Enforced')
  const status = problems.length === 0 ? 'True' : 'False'
  // One that never had anything to say needs no word of it.
  if (status === (before?.status ?? 'True') && message === (before?.message ?? '')) return undefined
  return {
    type: 'Enforced',
    status,
    reason: problems.length === 0 ? 'AllEnforced' : 'NotApplied',
    ...(message !== '' && { message }),
    lastTransitionTime: before?.status === status ? before.lastTransitionTime : now.toISOString(),
  }
}

export async function updateRigCondition(client: Client, rig: Rig, local: boolean): Promise<void> {
  const condition = rigCondition(rig, local, new Date())
  if (condition === undefined) return
  const { name = '', resourceVersion } = rig.metadata
  const patch = { metadata: { resourceVersion }, status: { conditions: [condition] } }
  await client.mergePatch(rigs, name, undefined, patch, { subresource: 'status' })
}
