import { z } from 'zod'
import { phases, reasonNames } from '../outcome/reasons.ts'
import { savedStates } from '../outcome/results.ts'

const text = (max: number) => z.string().max(max)
const time = z.string().max(64)
const count = z.int().min(0)

export const conditionTypes = ['Accepted', 'PodReady', 'WorkSaved', 'Finished'] as const

const condition = z.strictObject({
  type: z.enum(conditionTypes).describe('What the condition is about.'),
  status: z.enum(['True', 'False', 'Unknown']).describe('Whether it holds.'),
  reason: text(1024).describe('One word why.'),
  message: text(32_768).optional().describe('A sentence why.'),
  lastTransitionTime: time.describe('When status last changed.'),
  observedGeneration: count.optional().describe('Generation of the spec that it was decided on.'),
})
export type Condition = z.infer<typeof condition>

/** The timed steps of an attempt, in their order. */
export const stepNames = ['queued', 'scheduled', 'pulled', 'cloned', 'agent started', 'first output', 'saved'] as const

export const polecatStatus = z.strictObject({
  phase: z.enum(phases).optional().describe('Where the polecat stands.'),
  reason: z.enum(reasonNames).optional().describe('Why it stands there, in one word.'),
  message: text(8192).optional().describe('The same in a sentence, with what was saved.'),
  attempt: count.optional().describe('The attempt that runs or ran last.'),
  podName: text(253).optional().describe("Name of the attempt's pod."),
  podUID: text(128).optional().describe('UID of that pod, once it was made; a pod is never made twice.'),
  podActive: z.boolean().optional().describe('Whether that pod still runs.'),
  branch: text(253).optional().describe('The work branch as it really is.'),
  baseBranch: text(253).optional().describe('The branch that the work is based on.'),
  baseCommit: text(64).optional().describe("That branch's commit when the attempt started."),
  startCommit: text(64)
    .optional()
    .describe('The commit that the agent started from: the base commit, or what an earlier attempt had pushed.'),
  lastPush: z
    .strictObject({
      attempt: count.describe('The attempt that pushed it.'),
      commit: text(64).describe('The commit that the remote showed then.'),
    })
    .optional()
    .describe(
      'The last time that an attempt of this polecat was seen to have the work branch: later ones continue it.',
    ),
  assignedBead: text(128).optional().describe('The bead that is worked on.'),
  agent: text(64).optional().describe('The agent that runs.'),
  agentImage: text(1024).optional().describe('The image that it runs in.'),
  agentModel: text(256).optional().describe('The model that it uses.'),
  sandboxed: z.boolean().optional().describe('Local mode: whether the agent is kept in a sandbox.'),
  startedAt: time.optional().describe('When the pod started.'),
  finishedAt: time.optional().describe('When the attempt ended.'),
  deadline: time.optional().describe('When the agent is stopped at the latest.'),
  lastActivity: time.optional().describe('When the agent last showed activity.'),
  phases: z
    .array(
      z.strictObject({
        name: z.enum(stepNames).describe('The step.'),
        seconds: z.number().describe('How long it took.'),
      }),
    )
    .max(20)
    .optional()
    .describe('How long the steps of the attempt took.'),
  result: z
    .strictObject({
      saved: z.enum(savedStates).describe('Whether all work is on the remote.'),
      commit: text(64).optional().describe('The commit that the remote reports for the work branch.'),
      commits: count.optional().describe("Commits since the base branch's."),
      filesChanged: count.optional().describe('Files changed since then.'),
      insertions: count.optional().describe('Lines added.'),
      deletions: count.optional().describe('Lines removed.'),
      held: z
        .enum(reasonNames)
        .optional()
        .describe(
          'The commits wait for release: how the attempt ended otherwise, or CIChangesHeld where it ended well.',
        ),
      rescueRefs: z.array(text(512)).max(32).optional().describe('Rescue refs on the remote.'),
      leftOut: z.array(text(1024)).max(32).optional().describe('What is not on the remote, named.'),
      remoteVerifiedAt: time.optional().describe('When the remote was last asked.'),
    })
    .optional()
    .describe('What of the work is proven to be on the remote.'),
  unsaved: z
    .array(
      z.strictObject({
        attempt: count.describe('The attempt.'),
        podName: text(253).describe('Its pod, which may still hold the work.'),
        message: text(1024).describe('What became of the rest.'),
      }),
    )
    .max(32)
    .optional()
    .describe('Earlier attempts with work that is not on the remote.'),
  usage: z
    .strictObject({
      inputTokens: count.optional().describe('Tokens read.'),
      outputTokens: count.optional().describe('Tokens written.'),
      cacheReadTokens: count.optional().describe('Tokens read from the cache.'),
      cacheWriteTokens: count.optional().describe('Tokens written to the cache.'),
      turns: count.optional().describe('Turns taken.'),
      costUSD: z.number().optional().describe('US dollars; not set where unknown.'),
      costBasis: z.enum(['reported', 'priced', 'unknown']).describe('Where the cost comes from.'),
    })
    .optional()
    .describe('What the agent used.'),
  conditions: z.array(condition).max(16).optional().describe('Accepted, PodReady, WorkSaved, Finished.'),
  observedGeneration: count.optional().describe('Generation of the spec that the operator last saw.'),
})
export type PolecatStatus = z.infer<typeof polecatStatus>
