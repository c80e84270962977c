/**
 * What the containers of an attempt report in their termination messages: JSON of at most 1,000 bytes each
 * (a pod's messages share 12 KiB, and the kubelet cuts silently). The operator reads nothing else of a pod's work.
 */
import { z } from 'zod'
import { endCauses, reasonNames } from './reasons.ts'
import { stopWords } from './stop-words.ts'

export const resultBytes = 1000

/** waiting: no save yet · saved: all on the work branch · rescued: all there, branch untouched · incomplete: something named is missing · failed */
export const savedStates = ['saved', 'rescued', 'incomplete', 'failed', 'waiting'] as const
export type SavedState = (typeof savedStates)[number]

const sha = z.string().regex(/^[0-9a-f]{40}$/)

/** git-clone's: where the attempt starts. */
export const cloneResult = z.object({
  ok: z.boolean(),
  /** The work branch as it really is; differs from the spec where the name was taken on the remote. */
  branch: z.string().optional(),
  /** The base branch's commit. */
  base: sha.optional(),
  /** The commit the agent starts from. */
  start: sha.optional(),
  reason: z.enum(reasonNames).optional(),
  message: z.string().optional(),
})
export type CloneResult = z.infer<typeof cloneResult>

/** git-push's: what is proven to be on the remote. Written after every checkpoint and at the end. */
export const pushResult = z.object({
  state: z.enum(savedStates),
  /** True once it answers a final handover (the agent has ended). */
  final: z.boolean(),
  /** The commit that the remote reports for the work branch; absent when the branch was never pushed. */
  commit: sha.optional(),
  branch: z.string().optional(),
  /** Counts of the work since the attempt's base commit. */
  commits: z.number().int().optional(),
  filesChanged: z.number().int().optional(),
  insertions: z.number().int().optional(),
  deletions: z.number().int().optional(),
  /** Rescue refs on the remote, full names; at most three and "and N more". */
  rescueRefs: z.array(z.string()).optional(),
  /** What is not on the remote, named; at most three and "and N more". */
  leftOut: z.array(z.string()).optional(),
  /** Refs that commits may have reached, because the remote could not be looked at since they were sent. */
  unverified: z.array(z.string()).optional(),
  verifiedAt: z.string().optional(),
  reason: z.enum(reasonNames).optional(),
  message: z.string().optional(),
})
export type PushResult = z.infer<typeof pushResult>

const usageResult = z.object({
  inputTokens: z.number().int().optional(),
  outputTokens: z.number().int().optional(),
  cacheReadTokens: z.number().int().optional(),
  cacheWriteTokens: z.number().int().optional(),
  turns: z.number().int().optional(),
  costUSD: z.number().optional(),
  costBasis: z.enum(['reported', 'priced', 'unknown']),
})

/** git-save's: how the agent ended. Its exit status comes from the kubelet, never from here. */
export const saveResult = z.object({
  /** Why git-save had the agent stopped, if it had. */
  stopped: z.enum(stopWords).optional(),
  /** The stream's own end event, where the agent has one. */
  end: z
    .object({
      ok: z.boolean(),
      reason: z.string().optional(),
      cause: z.enum(endCauses).optional(),
      turns: z.number().int().optional(),
    })
    .optional(),
  usage: usageResult.optional(),
  /** The tip is where the attempt started and nothing is uncommitted. */
  changed: z.boolean(),
  /** Number of the transcript's last line. */
  lines: z.number().int(),
  /** RFC 3339 times of the agent's first and last output. */
  firstOutput: z.string().optional(),
  lastOutput: z.string().optional(),
  /** Number of the log's last lines that hold the record; absent where it was not printed. */
  record: z.number().int().min(1).max(512).optional(),
  message: z.string().optional(),
})
export type SaveResult = z.infer<typeof saveResult>
