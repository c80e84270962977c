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
  beadID: z.string().max(128).optional().describe('The issue of the beads tracker that the task comes from.'),
  taskDescription: z
    .string()
    .min(1)
    .max(maxTaskBytes)
    .describe('The task, as the agent gets it; at most 262,144 bytes of UTF-8.'),
  desiredState: z
    .enum(desiredStates)
    .default('Working')
    .describe('Working starts attempts, Idle holds them back, Terminated saves the work and ends for good.'),
  executionMode: z.enum(['kubernetes']).default('kubernetes').describe('Where the attempt runs; always kubernetes.'),
  attempt: z
    .int()
    .min(1)
    .max(1000)
    .default(1)
    .describe('The attempt that should run; a higher number than status.attempt starts a new one.'),
  agent: z.enum(agentNames).optional().describe(`The coding agent; the rig's default, else ${defaultAgent}.`),
  agentConfig: agentConfig.optional().describe('Settings of the agent.'),
  kubernetes: kubernetes.describe('Repository, branches, credentials and pod of the attempts.'),
  uncommitted: z
    .enum(['commit', 'rescue'])
    .default('commit')
    .describe('What becomes of uncommitted files after a good end: a last commit on the work branch, or a rescue ref.'),
  ciChanges: z
    .enum(['hold', 'allow'])
    .default('hold')
    .describe('Whether commits that change CI definitions are held back from the work branch until released.'),
  budget: budget.optional().describe('What the agent may spend.'),
  maxAttempts: z
    .int()
    .min(1)
    .max(10)
    .default(1)
    .describe('How many attempts are started without being asked, after failures that another try may mend.'),
  priority: z.int().min(-1000).max(1000).default(0).describe('Among waiting polecats of a rig, higher starts first.'),
  ttlSecondsAfterFinished: z
    .int()
    .min(0)
    .max(31_536_000)
    .optional()
    .describe('Seconds after which a finished polecat is deleted; never, where it is not set.'),
})

export const polecat = z.strictObject({
  apiVersion: z.literal(apiVersion),
  kind: z.literal('Polecat'),
  metadata: objectMeta,
  spec: polecatSpec.describe('What is wanted.'),
  status: polecatStatus.optional().describe('What was seen; written by the operator only.'),
})
export type Polecat = z.output<typeof polecat>
