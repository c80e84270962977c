/**
 * The Polecat resource. One zod schema per part, described field by field: the CRD, `--help`, validation and the docs
 * are made from these. Fields that a rig may give a default for have none here; `resolve.ts` lists those.
 */
import { z } from 'zod'
import { agentConfig, agentNames, defaultAgent } from './agent.ts'
import { budget } from './budget.ts'
import { kubernetes } from './kubernetes.ts'
import { apiVersion } from './names.ts'
import { objectMeta } from './meta.ts'
import { polecatStatus } from './status.ts'

const desiredStates = ['Idle', 'Working', 'Terminated'] as const
export const maxTaskBytes = 262_144

export const polecatSpec = z.strictObject({
  rig: z.string().min(1).max(253).describe('Name of the Rig that the polecat belongs to; it must exist.'),
  beadID: z.string().max(128).optional().describe('Issue of the beads tracker that the task comes from.'),
  taskDescription: z.string().min(1).max(maxTaskBytes).describe('Task for the agent; at most 262,144 bytes of UTF-8.'),
  desiredState: z
    .enum(desiredStates)
    .default('Working')
    .describe('Working starts attempts, Idle starts none, Terminated saves the work and stops for good.'),
  executionMode: z.enum(['kubernetes']).default('kubernetes').describe('Execution mode; always kubernetes.'),
  attempt: z
    .int()
    .min(1)
    .max(1000)
    .default(1)
    .describe('Number of the attempt to run; a number higher than status.attempt starts a new attempt.'),
  agent: z.enum(agentNames).optional().describe(`Coding agent (default: the rig's, or ${defaultAgent}).`),
  agentConfig: agentConfig.optional().describe('Settings of the agent.'),
  kubernetes: kubernetes.describe('Repository, branches, credentials and pod of the attempts.'),
  uncommitted: z
    .enum(['commit', 'rescue'])
    .default('commit')
    .describe('Destination of uncommitted files on success: a last commit on the work branch, or a rescue ref.'),
  ciChanges: z
    .enum(['hold', 'allow'])
    .default('hold')
    .describe('Whether commits that change CI definitions are held until they are released, or pushed.'),
  budget: budget.optional().describe('Limits of the agent per attempt.'),
  maxAttempts: z
    .int()
    .min(1)
    .max(10)
    .default(1)
    .describe('Maximum number of attempts started automatically, after failures that a retry may fix.'),
  priority: z
    .int()
    .min(-1000)
    .max(1000)
    .default(0)
    .describe('Priority among waiting polecats of a rig; higher starts first.'),
  ttlSecondsAfterFinished: z
    .int()
    .min(0)
    .max(31_536_000)
    .optional()
    .describe('Seconds after which a finished polecat is deleted (default: never).'),
})

export const polecat = z.strictObject({
  apiVersion: z.literal(apiVersion),
  kind: z.literal('Polecat'),
  metadata: objectMeta,
  spec: polecatSpec.describe('Desired state.'),
  status: polecatStatus.optional().describe('Observed state; written only by the operator.'),
})
export type Polecat = z.output<typeof polecat>
