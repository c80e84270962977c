/** The cluster-scoped Rig resource: a project that polecats work on. */
import { z } from 'zod'
import { agentConfig, agentNames } from '../polecat/agent.ts'
import { budget } from '../polecat/budget.ts'
import { deadlineSeconds, kubernetes } from '../polecat/kubernetes.ts'
import { objectMeta } from '../polecat/meta.ts'
import { apiVersion } from '../polecat/names.ts'

/** What a rig may give its polecats where they say nothing. */
const rigDefaults = z.strictObject({
  agent: z.enum(agentNames).optional().describe('Coding agent.'),
  agentConfig: agentConfig.optional().describe('Settings of the agent.'),
  kubernetes: kubernetes
    .omit({ gitRepository: true, workBranch: true })
    .partial()
    .optional()
    .describe('Branches, credentials and pod.'),
  budget: budget.optional().describe('Limits of the agent per attempt.'),
})

export const rigSpec = z.strictObject({
  gitURL: z.string().min(1).max(2048).describe('URL of the git repository.'),
  beadsPrefix: z
    .string()
    .regex(/^[a-z]{2,10}$/, 'two to ten lowercase letters')
    .max(10)
    .describe('Prefix of its beads, two to ten lowercase letters.'),
  settings: z
    .strictObject({
      namepoolTheme: z.string().min(1).max(64).optional().describe('Theme of the names of polecats.'),
      maxPolecats: z.int().min(1).max(10_000).default(8).describe('Maximum number of running polecats.'),
      budget: z
        .strictObject({
          costUSDPerDay: z.number().min(0).max(1_000_000).optional().describe('Maximum cost per day in USD.'),
        })
        .optional()
        .describe('Limits of all polecats of the rig together.'),
      preamble: z
        .string()
        .max(16_384)
        .optional()
        .describe(
          'Preamble that agents read before the task, instead of the default one; custom agents get only the task.',
        ),
      ceilings: z
        .strictObject({
          budget: budget.optional().describe('Maximum budget of a polecat.'),
          activeDeadlineSeconds: z
            .int()
            .min(deadlineSeconds.min)
            .max(deadlineSeconds.max)
            .optional()
            .describe('Maximum deadline of a polecat in seconds.'),
        })
        .optional()
        .describe('Limits that no polecat of the rig may exceed.'),
    })
    .default({ maxPolecats: 8 })
    .describe('Settings of the rig as a whole.'),
  defaults: rigDefaults.optional().describe('Defaults of fields that a polecat does not set.'),
  podTemplate: z
    .looseObject({})
    .optional()
    .describe(
      "Fields of the agent's container and of scheduling, merged into every pod; only cluster administrators write rigs.",
    ),
})

export const rigStatus = z.strictObject({
  conditions: z
    .array(
      z.strictObject({
        type: z.enum(['Enforced']).describe('Type of the condition.'),
        status: z.enum(['True', 'False']).describe('Status of the condition.'),
        reason: z.string().max(1024).describe('Reason for the status, in one word.'),
        message: z.string().max(32_768).optional().describe('Settings that are not enforced, and why.'),
        lastTransitionTime: z.string().max(64).describe('Time when status last changed.'),
      }),
    )
    .max(8)
    .optional()
    .describe("Conditions: Enforced, whether all settings apply to polecats with the rig's agent."),
})

export const rig = z.strictObject({
  apiVersion: z.literal(apiVersion),
  kind: z.literal('Rig'),
  metadata: objectMeta,
  spec: rigSpec.describe('Desired state.'),
  status: rigStatus.optional().describe('Observed state; written only by the operator.'),
})
export type Rig = z.output<typeof rig>
