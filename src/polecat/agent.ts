import { z } from 'zod'
import { roundToMicros } from '../text/round-to-micros.ts'

/** Agents that the schema accepts, the default first. What each of them is and does is said in `agents/` alone. */
export const agentNames = [
  'claude-code',
  'opencode',
  'aider',
  'codex',
  'gemini',
  // A new agent comes before this one.
  'custom',
] as const
export type AgentName = (typeof agentNames)[number]

/** The agent where neither the polecat nor its rig names one. */
export const [defaultAgent] = agentNames

/** The agent that is a program of the user's own: it needs a command, and no other agent takes one. */
export const commandAgent = 'custom' satisfies AgentName

export const envVar = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(256)
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'letters, digits and _, not beginning with a digit')
    .describe('Name of the variable.'),
  value: z.string().max(32_768).optional().describe('Value of the variable; $(VAR) is not expanded.'),
  valueFrom: z
    .strictObject({
      secretKeyRef: z
        .strictObject({
          name: z.string().min(1).max(253).describe('Name of the Secret in the worker namespace.'),
          key: z.string().min(1).max(253).describe('Key of the Secret.'),
        })
        .describe('Key of a Secret that is not used for git or the model.'),
    })
    .optional()
    .describe('Source of the value, instead of value.'),
})

export type EnvVar = z.infer<typeof envVar>

export const agentConfig = z.strictObject({
  provider: z.string().min(1).max(64).optional().describe("Provider of the model, such as 'anthropic'."),
  model: z.string().min(1).max(256).optional().describe('Name of the model, as its provider spells it.'),
  maxTokens: z.int().min(1).max(10_000_000).optional().describe('Maximum tokens per response of the model.'),
  temperature: z
    .number()
    .min(0)
    .max(2)
    .overwrite(roundToMicros)
    .optional()
    .describe('Sampling temperature, rounded to six places.'),
  endpoint: z.string().min(1).max(2048).optional().describe("URL of the model's API (default: the provider's)."),
  command: z
    .array(z.string().max(32_768))
    .min(1)
    .max(64)
    .optional()
    .describe(`Program and first arguments of a ${commandAgent} agent; needed for it and refused for others.`),
  args: z.array(z.string().max(32_768)).max(256).optional().describe('Additional arguments of the agent.'),
  env: z.array(envVar).max(100).optional().describe('Environment variables of the agent only.'),
})
export type AgentConfig = z.infer<typeof agentConfig>
