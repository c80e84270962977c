/** The cluster-scoped Rig resource: a project that polecats work on. */
import { z } from 'zod'
import { agentConfig, agentNames } from '../polecat/agent.ts'
import { budget } from '../polecat/budget.ts'
import { deadlineSeconds, kubernetes } from '../polecat/kubernetes.ts'
import { objectMeta } from '../polecat/meta.ts'
import { apiVersion } from '../polecat/names.ts'

/** What a rig may give its polecats where they say nothing. */
const rigDefaults = z.strictObject({
  agent: z.enum(agentNames).optional().describe('The coding agent.'),
  agentConfig: agentConfig.optional().describe('Settings of the agent.'),
  kubernetes: kubernetes
    .omit({ gitRepository: true, workBranch: true })
    .partial()
    .optional()
    .describe('Branches, credentials and pod.'),
  budget: budget.optional().describe('What an agent may spend.'),
})

export const rigSpec = z.strictObject({
  gitURL: z.string().min(1).max(2048).describe('URL of the git repository.'),
  beadsPrefix: z
    .string()
    .regex(/^[a-z]{2,10}$/, 'two to ten small letters')
    .max(10)
    .describe('Prefix of its beads, two to ten small letters.'),
  settings: z
    .strictObject({
      namepoolTheme: z.string().min(1).max(64).optional().describe('Theme that names of polecats are taken from.'),
      maxPolecats: z.int().min(1).max(10_000).default(8).describe('How many polecats may work at once.'),
      budget: z
        .strictObject({ costUSDPerDay: z.number().min(0).max(1_000_000).optional().describe('Most US dollars a day.') })
        .optional()
        .describe('What all its polecats may spend together.'),
      preamble: z
        .string()
        .max(16_384)
        .optional()
        .describe('What agents read before their task, instead of the usual words; custom ones get the task alone.'),
      ceilings: z
        .strictObject({
          budget: budget.optional().describe('Highest budget of a polecat.'),
          activeDeadlineSeconds: z
            .int()
            .min(deadlineSeconds.min)
            .max(deadlineSeconds.max)
            .optional()
            .describe('Longest deadline of a polecat.'),
        })
        .optional()
        .describe('What no polecat of the rig may exceed.'),
    })
    .default({ maxPolecats: 8 })
    .describe('Settings of the rig as a whole.'),
  defaults: rigDefaults.optional().describe('What its polecats get where they say nothing.'),
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
        type: z.enum(['Enforced']).describe('What the condition is about.'),
        status: z.enum(['True', 'False']).describe('Whether it holds.'),
        reason: z.string().max(1024).describe('One word why.'),
        message: z.string().max(32_768).optional().describe('The settings that nothing enforces, and why.'),
        lastTransitionTime: z.string().max(64).describe('When status last changed.'),
      }),
    )
    .max(8)
    .optional()
    .describe('Enforced: whether all settings hold for polecats of its agent.'),
})

export const rig = z.strictObject({
  apiVersion: z.literal(apiVersion),
  kind: z.literal('Rig'),
  metadata: objectMeta,
  spec: rigSpec.describe('What is wanted.'),
  status: rigStatus.optional().describe('What was seen; written by the operator only.'),
})
export type Rig = z.output<typeof rig>
