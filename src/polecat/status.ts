import { z } from 'zod'
import { phases, reasonNames } from '../outcome/reasons.ts'
import { savedStates } from '../outcome/results.ts'

const text = (max: number) => z.string().max(max)
const time = z.string().max(64)
const count = z.int().min(0)

export const conditionTypes = ['Accepted', 'PodReady', 'WorkSaved', 'Finished'] as const

const condition = z.strictObject({
  type: z.enum(conditionTypes).describe('Type of the condition.'),
  status: z.enum(['True', 'False', 'Unknown']).describe('Status of the condition.'),
  reason: text(1024).describe('Reason for the status, in one word.'),
  message: text(32_768).optional().describe('Explanation of the status.'),
  lastTransitionTime: time.describe('Time when status last changed.'),
  observedGeneration: count.optional().describe('Generation of the spec that the condition is based on.'),
})
export type Condition = z.infer<typeof condition>

/** The timed steps of an attempt, in their order. */
export const stepNames = ['queued', 'scheduled', 'pulled', 'cloned', 'agent started', 'first output', 'saved'] as const

export const polecatStatus = z.strictObject({
  phase: z.enum(phases).optional().describe('Phase of the polecat.'),
  reason: z.enum(reasonNames).optional().describe('Reason for the phase, in one word.'),
  message: text(8192).optional().describe('Explanation of the reason, with what was saved.'),
  attempt: count.optional().describe('Number of the current or last attempt.'),
  podName: text(253).optional().describe("Name of the attempt's pod."),
  podUID: text(128).optional().describe('UID of that pod, once created; a pod is never created twice.'),
  podActive: z.boolean().optional().describe('Whether that pod is still running.'),
  branch: text(253).optional().describe('Actual name of the work branch.'),
  baseBranch: text(253).optional().describe('Branch that the work is based on.'),
  baseCommit: text(64).optional().describe('Commit of the base branch when the attempt started.'),
  startCommit: text(64)
    .optional()
    .describe('Commit that the agent started from: the base commit, or one that an earlier attempt pushed.'),
  lastPush: z
    .strictObject({
      attempt: count.describe('Number of the attempt that pushed the branch.'),
      commit: text(64).describe('Commit that the remote reported then.'),
    })
    .optional()
    .describe('Last attempt of this polecat that is known to have pushed the work branch; later attempts continue it.'),
  assignedBead: text(128).optional().describe('Bead that the task comes from.'),
  agent: text(64).optional().describe('Agent of the attempt.'),
  agentImage: text(1024).optional().describe('Image of the agent.'),
  agentModel: text(256).optional().describe('Model of the agent.'),
  sandboxed: z.boolean().optional().describe('Whether the agent runs in a sandbox (local mode only).'),
  startedAt: time.optional().describe('Time when the pod started.'),
  finishedAt: time.optional().describe('Time when the attempt ended.'),
  deadline: time.optional().describe('Time when the agent is stopped at the latest.'),
  lastActivity: time.optional().describe('Time when the agent last showed activity.'),
  phases: z
    .array(
      z.strictObject({
        name: z.enum(stepNames).describe('Name of the step.'),
        seconds: z.number().describe('Duration of the step in seconds.'),
      }),
    )
    .max(20)
    .optional()
    .describe('Durations of the steps of the attempt.'),
  result: z
    .strictObject({
      saved: z.enum(savedStates).describe('Whether all work is on the remote.'),
      commit: text(64).optional().describe('Commit that the remote reports for the work branch.'),
      commits: count.optional().describe('Number of commits since the base commit.'),
      filesChanged: count.optional().describe('Number of files changed since the base commit.'),
      insertions: count.optional().describe('Number of lines added.'),
      deletions: count.optional().describe('Number of lines removed.'),
      held: z
        .enum(reasonNames)
        .optional()
        .describe('Set while commits are held: the reason of the outcome, or CIChangesHeld if the agent succeeded.'),
      rescueRefs: z.array(text(512)).max(32).optional().describe('Rescue refs on the remote.'),
      leftOut: z.array(text(1024)).max(32).optional().describe('Names of what is not on the remote.'),
      remoteVerifiedAt: time.optional().describe('Time when the remote was last checked.'),
    })
    .optional()
    .describe('Work that is verified to be on the remote.'),
  unsaved: z
    .array(
      z.strictObject({
        attempt: count.describe('Number of the attempt.'),
        podName: text(253).describe('Pod of the attempt, which may still have the work.'),
        message: text(1024).describe('Explanation of what happened to the work.'),
      }),
    )
    .max(32)
    .optional()
    .describe('Earlier attempts with work that is not on the remote.'),
  usage: z
    .strictObject({
      inputTokens: count.optional().describe('Input tokens.'),
      outputTokens: count.optional().describe('Output tokens.'),
      cacheReadTokens: count.optional().describe('Tokens read from the cache.'),
      cacheWriteTokens: count.optional().describe('Tokens written to the cache.'),
      turns: count.optional().describe('Number of turns.'),
      costUSD: z.number().optional().describe('Cost in USD; not set if unknown.'),
      costBasis: z.enum(['reported', 'priced', 'unknown']).describe('Source of the cost.'),
    })
    .optional()
    .describe('Usage of the agent.'),
  conditions: z.array(condition).max(16).optional().describe('Conditions: Accepted, PodReady, WorkSaved, Finished.'),
  observedGeneration: count.optional().describe('Generation of the spec that the operator last observed.'),
})
export type PolecatStatus = z.infer<typeof polecatStatus>
