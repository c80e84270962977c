import { z } from 'zod'
import { envVar } from './agent.ts'

const secretName = z
  .string()
  .min(1)
  .max(253)
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, "the name of an object: small letters, digits, '-' and '.'")
const quantity = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[0-9]+(\.[0-9]+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/, "a quantity such as '500m' or '1Gi'")
const branch = z.string().min(1).max(244)

export const deadlineSeconds = { min: 60, max: 14_400 } as const

const resourceList = z.strictObject({
  cpu: quantity.optional().describe("Processor time, such as '500m'."),
  memory: quantity.optional().describe("Memory, such as '1Gi'."),
  'ephemeral-storage': quantity.optional().describe("Disk, such as '10Gi'."),
})

const resources = z.strictObject({
  requests: resourceList.optional().describe('What the node must have free.'),
  limits: resourceList.optional().describe('What the agent can never exceed.'),
})

export type Resources = z.infer<typeof resources>

const toleration = z.strictObject({
  key: z.string().max(317).optional().describe('Key of the taint.'),
  operator: z.enum(['Exists', 'Equal']).optional().describe('Equal, where it is not set.'),
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
    .describe('URL of the git repository: ssh, https, http to loopback; a path in local mode only. (rig: its gitURL)'),
  gitBranch: branch.optional().describe("The base branch to start from. (rig, else 'main')"),
  workBranch: branch
    .optional()
    .describe(
      "The branch that the commits are pushed to; 'polecat/<name>' where it is not set. Written means meant: an existing remote branch is continued.",
    ),
  gitSecretRef: z
    .strictObject({ name: secretName.describe('Name of the Secret in the workers namespace.') })
    .optional()
    .describe('The Secret with the git credential. (rig)'),
  apiKeySecretRef: z
    .strictObject({
      name: secretName.describe('Name of the Secret in the workers namespace.'),
      key: z.string().min(1).max(253).optional().describe("Key of the Secret; 'api-key' where it is not set."),
    })
    .optional()
    .describe("The Secret with the model's API key. (rig)"),
  claudeCredsSecretRef: z
    .strictObject({ name: secretName.describe('Name of the Secret in the workers namespace.') })
    .optional()
    .describe("The Secret with Claude's OAuth credentials. (rig)"),
  activeDeadlineSeconds: z
    .int()
    .min(deadlineSeconds.min)
    .max(deadlineSeconds.max)
    .describe('Seconds until the attempt is ended and saved; required, so that nothing runs away.'),
  resources: resources.optional().describe('CPU and memory of the agent; medium, where it is not set. (rig)'),
  image: z.string().min(1).max(1024).optional().describe("Image of the agent's container. (rig)"),
  env: z.array(envVar).max(100).optional().describe("Environment variables for the agent's container alone. (rig)"),
  nodeSelector: z
    .record(z.string().max(317), z.string().max(63))
    .optional()
    .describe('Labels of the nodes that may run the pod. (rig)'),
  tolerations: z.array(toleration).max(50).optional().describe('Taints of nodes that the pod tolerates. (rig)'),
  runtimeClassName: z.string().min(1).max(253).optional().describe('Runtime class of the pod, such as gvisor. (rig)'),
  sshKnownHostsConfigMapRef: z
    .strictObject({
      name: secretName.describe('Name of the ConfigMap in the workers namespace; its key is known_hosts.'),
    })
    .optional()
    .describe("ConfigMap with the git server's host keys. (rig)"),
  author: z
    .strictObject({
      name: z.string().min(1).max(256).describe('Name.'),
      email: z.string().min(1).max(256).describe('E-mail address.'),
    })
    .optional()
    .describe('Author of the commits. (rig)'),
  submodules: z.boolean().optional().describe('Whether to clone submodules. (rig)'),
  lfs: z.boolean().optional().describe('Whether to fetch LFS files. (rig)'),
  cloneDepth: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('Commits of history to clone; all, where it is not set. (rig)'),
  checkpointSeconds: z
    .int()
    .min(5)
    .max(3600)
    .optional()
    .describe('Seconds between checkpoints of the work. (rig, else 60)'),
  checkpointTo: z
    .enum(['ref', 'branch'])
    .optional()
    .describe('Whether checkpoints go to a rescue ref or to the work branch. (rig, else ref)'),
  rescueNamespace: z
    .string()
    .min(6)
    .max(128)
    .regex(/^refs\/[A-Za-z0-9._/-]+$/, "a prefix of refs such as 'refs/gastown'")
    .optional()
    .describe('Where rescue refs go, for servers that refuse refs outside refs/heads. (rig, else refs/gastown)'),
})
export type Toleration = z.infer<typeof toleration>
export type KubernetesSpec = z.infer<typeof kubernetes>
