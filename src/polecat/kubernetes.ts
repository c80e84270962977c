import { z } from 'zod'
import { envVar } from './agent.ts'

const secretName = z
  .string()
  .min(1)
  .max(253)
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, "the name of an object: lowercase letters, digits, '-' and '.'")
const quantity = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[0-9]+(\.[0-9]+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/, "a quantity such as '500m' or '1Gi'")
const branch = z.string().min(1).max(244)

export const deadlineSeconds = { min: 60, max: 14_400 } as const

const resourceList = z.strictObject({
  cpu: quantity.optional().describe("CPU, such as '500m'."),
  memory: quantity.optional().describe("Memory, such as '1Gi'."),
  'ephemeral-storage': quantity.optional().describe("Disk, such as '10Gi'."),
})

const resources = z.strictObject({
  requests: resourceList.optional().describe('Resources reserved on the node.'),
  limits: resourceList.optional().describe('Maximum resources of the agent.'),
})

export type Resources = z.infer<typeof resources>

const toleration = z.strictObject({
  key: z.string().max(317).optional().describe('Key of the taint.'),
  operator: z.enum(['Exists', 'Equal']).optional().describe('Operator of the toleration (default: Equal).'),
  value: z.string().max(63).optional().describe('Value of the taint, for Equal.'),
  effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']).optional().describe('Effect of the taint.'),
  tolerationSeconds: z.int().optional().describe('Seconds that a NoExecute taint is tolerated.'),
})

/** Repository, branches, credentials and pod. Those marked (rig) take the rig's default when they are not set. */
export const kubernetes = z.strictObject({
  gitRepository: z
    .string()
    .min(1)
    .max(2048)
    .optional()
    .describe(
      "URL of the git repository: ssh, https, or http to loopback; a path in local mode only (default: the rig's gitURL).",
    ),
  gitBranch: branch.optional().describe("Base branch to start from (default: the rig's, or main)."),
  workBranch: branch
    .optional()
    .describe(
      'Branch to push commits to; if it exists on the remote, it is continued (default: a new branch polecat/<name>).',
    ),
  gitSecretRef: z
    .strictObject({ name: secretName.describe('Name of the Secret in the worker namespace.') })
    .optional()
    .describe("Secret with the git credential (default: the rig's)."),
  apiKeySecretRef: z
    .strictObject({
      name: secretName.describe('Name of the Secret in the worker namespace.'),
      key: z.string().min(1).max(253).optional().describe('Key in the Secret (default: api-key).'),
    })
    .optional()
    .describe("Secret with the model's API key (default: the rig's)."),
  claudeCredsSecretRef: z
    .strictObject({ name: secretName.describe('Name of the Secret in the worker namespace.') })
    .optional()
    .describe("Secret with Claude's OAuth credentials (default: the rig's)."),
  activeDeadlineSeconds: z
    .int()
    .min(deadlineSeconds.min)
    .max(deadlineSeconds.max)
    .describe('Deadline of an attempt in seconds, after which it is stopped and its work saved; required.'),
  resources: resources.optional().describe("CPU and memory of the agent (default: the rig's, or medium)."),
  image: z.string().min(1).max(1024).optional().describe("Image of the agent's container (default: the rig's)."),
  env: z
    .array(envVar)
    .max(100)
    .optional()
    .describe("Environment variables of the agent's container only (default: the rig's)."),
  nodeSelector: z
    .record(z.string().max(317), z.string().max(63))
    .optional()
    .describe("Labels that a node must have to run the pod (default: the rig's)."),
  tolerations: z
    .array(toleration)
    .max(50)
    .optional()
    .describe("Node taints that the pod tolerates (default: the rig's)."),
  runtimeClassName: z
    .string()
    .min(1)
    .max(253)
    .optional()
    .describe("Runtime class of the pod, such as gvisor (default: the rig's)."),
  sshKnownHostsConfigMapRef: z
    .strictObject({
      name: secretName.describe('Name of the ConfigMap in the worker namespace; its key is known_hosts.'),
    })
    .optional()
    .describe("ConfigMap with the git server's host keys (default: the rig's)."),
  author: z
    .strictObject({
      name: z.string().min(1).max(256).describe('Name of the author.'),
      email: z.string().min(1).max(256).describe('Email address of the author.'),
    })
    .optional()
    .describe("Author of the commits (default: the rig's)."),
  submodules: z.boolean().optional().describe("Whether to clone submodules (default: the rig's)."),
  lfs: z.boolean().optional().describe("Whether to fetch LFS files (default: the rig's)."),
  cloneDepth: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe("Number of commits of history to clone (default: the rig's, or all)."),
  checkpointSeconds: z
    .int()
    .min(5)
    .max(3600)
    .optional()
    .describe("Seconds between checkpoints of the work (default: the rig's, or 60)."),
  checkpointTo: z
    .enum(['ref', 'branch'])
    .optional()
    .describe("Destination of checkpoints: a rescue ref or the work branch (default: the rig's, or ref)."),
  rescueNamespace: z
    .string()
    .min(6)
    .max(128)
    .regex(/^refs\/[A-Za-z0-9._/-]+$/, "a prefix of refs such as 'refs/gastown'")
    .optional()
    .describe(
      "Prefix of rescue refs, for servers that reject refs outside refs/heads (default: the rig's, or refs/gastown).",
    ),
})
export type Toleration = z.infer<typeof toleration>
export type KubernetesSpec = z.infer<typeof kubernetes>
