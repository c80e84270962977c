/** What the containers of one attempt are told: settings.json in the attempt's ConfigMap. Holds no secret. */
import { z } from 'zod'
import { agentNames } from '../polecat/agent.ts'

export const attemptSettings = z.object({
  polecat: z.string(),
  uid: z.string(),
  attempt: z.int().min(1),
  repository: z.string(),
  baseBranch: z.string(),
  workBranch: z.string(),
  /** The user named the work branch, so an existing remote branch of that name is continued. */
  workBranchExplicit: z.boolean(),
  /** The last of this polecat's attempts that is known to have pushed the work branch. */
  lastPush: z.object({ attempt: z.int(), commit: z.string() }).optional(),
  cloneDepth: z.int().optional(),
  submodules: z.boolean(),
  lfs: z.boolean(),
  author: z.object({ name: z.string(), email: z.string() }),
  checkpointSeconds: z.int(),
  checkpointTo: z.enum(['ref', 'branch']),
  /** Full prefix of this attempt's rescue refs, such as refs/gastown/fix-1a2b3c4d/1. */
  rescuePrefix: z.string(),
  uncommitted: z.enum(['commit', 'rescue']),
  ciChanges: z.enum(['hold', 'allow']),
  /** activeDeadlineSeconds of the pod; git-save derives the soft deadline from it. */
  deadlineSeconds: z.int(),
  agent: z.enum(agentNames),
  /** Local mode without a git Secret: git-clone and git-push use the machine's own git and ssh set-up. */
  machineGit: z.boolean(),
  /** Paths and file:// URLs are allowed as repository (local mode only). */
  localRepository: z.boolean(),
  /** git-save waits at the end until the transcript is recorded. */
  waitForRecording: z.boolean(),
  /** Bytes that each volume the agent can write may hold; git-save stops the agent at 85 %. */
  volumeBytes: z.record(z.string(), z.number()),
})
export type AttemptSettings = z.infer<typeof attemptSettings>
