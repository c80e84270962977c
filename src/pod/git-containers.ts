/** The containers that hold the git credential or read the checkout: our own image, our own program. */
import type { V1Container, V1Volume } from '../kube/wire.ts'
import { containerProgram, containers, containerWords, mounts } from './layout.ts'
import { containerSecurity } from './security.ts'
import { setupCommand } from './setup.ts'
import { mountsOf } from './volumes.ts'

interface GitContainerOptions {
  readonly image: string
  readonly volumes: readonly V1Volume[]
  /** Local mode without a git Secret: the machine's own git and ssh set-up serves. */
  readonly machineGit: boolean
}

/** Init containers and sidecars, in the order in which they start. The kubelet ends sidecars in reverse, so the last snapshot comes before the last push. */
export function initContainers(options: GitContainerOptions): V1Container[] {
  return [
    setup(options),
    {
      ...base(containers.clone, options),
      command: [containerProgram, containerWords.clone],
      env: gitEnv(options),
      resources: resources('20m', '48Mi', '1Gi'),
    },
    {
      ...sidecar(containers.push, options),
      command: [containerProgram, containerWords.push],
      env: [...gitEnv(options), smallHeap],
    },
    {
      ...sidecar(containers.save, options),
      command: [containerProgram, containerWords.save],
      env: [...homeAt(mounts.handoff), smallHeap],
    },
  ]
}

/** Containers of a pod that only pushes the commits which an attempt held. */
export function releaseContainers(options: GitContainerOptions): {
  initContainers: V1Container[]
  containers: V1Container[]
} {
  return {
    initContainers: [setup(options)],
    containers: [
      {
        ...base(containers.push, options),
        command: [containerProgram, containerWords.release],
        env: gitEnv(options),
        resources: resources('20m', '48Mi', '1Gi'),
      },
    ],
  }
}

function setup(options: GitContainerOptions): V1Container {
  return { ...base(containers.setup, options), command: [...setupCommand], resources: resources('10m', '16Mi', '64Mi') }
}

type EnvVars = NonNullable<V1Container['env']>

function gitEnv({ machineGit }: GitContainerOptions): EnvVars {
  return machineGit ? [{ name: 'GASTOWN_MACHINE_GIT', value: '1' }] : homeAt(mounts.private)
}

function base(
  name: (typeof containers)[keyof typeof containers],
  { image, volumes }: GitContainerOptions,
): V1Container {
  return { name, image, securityContext: containerSecurity(), volumeMounts: mountsOf(name, volumes) }
}

function sidecar(name: (typeof containers)[keyof typeof containers], options: GitContainerOptions): V1Container {
  return { ...base(name, options), restartPolicy: 'Always', resources: resources('20m', '48Mi', '512Mi') }
}

/** The root file system is read-only, and a volume that the agent can write is no place for a credential's helper files. */
function homeAt(folder: string): EnvVars {
  return [
    { name: 'HOME', value: folder },
    { name: 'TMPDIR', value: folder },
  ]
}

/** Small heap: what a look at many files leaves behind is collected at once, and there are hundreds of containers. */
const smallHeap = { name: 'NODE_OPTIONS', value: '--max-semi-space-size=1' }

function resources(cpu: string, memory: string, limit: string): V1Container['resources'] {
  return { requests: { cpu, memory }, limits: { memory: limit } }
}
