/** The Secrets that the agent's container gets as variables, once more as files for git-save, which keeps them from leaving. */
import type { V1Container, V1Pod, V1Volume, V1VolumeMount } from '../kube/wire.ts'
import { containers, mounts } from './layout.ts'

type PodSpec = NonNullable<V1Pod['spec']>

/** Adds them to a pod's spec that is complete otherwise, as the agent's container is by then. */
export function withAgentSecrets(spec: PodSpec): PodSpec {
  const agent = spec.containers.find(({ name }) => name === containers.agent)
  const added = agent === undefined ? [] : [...fromVariables(agent), ...fromWholeSecrets(agent)]
  if (added.length === 0) return spec
  return {
    ...spec,
    volumes: [...(spec.volumes ?? []), ...added.map(({ volume }) => volume)],
    initContainers: spec.initContainers?.map((container) =>
      container.name === containers.save
        ? { ...container, volumeMounts: [...(container.volumeMounts ?? []), ...added.map(({ mount }) => mount)] }
        : container,
    ),
  }
}

interface Added {
  readonly volume: V1Volume
  readonly mount: V1VolumeMount
}

/** Each under its variable's name; of several of a name the last counts. */
function fromVariables({ env = [] }: V1Container): Added[] {
  const refs = new Map(env.map(({ name, valueFrom }) => [name, valueFrom?.secretKeyRef]))
  const sources = [...refs].flatMap(([path, ref]) =>
    ref === undefined
      ? []
      : [{ secret: { name: ref.name, items: [{ key: ref.key, path }], ...(ref.optional && { optional: true }) } }],
  )
  if (sources.length === 0) return []
  return [added('agent-secrets', { projected: { sources, defaultMode: 0o400 } })]
}

function fromWholeSecrets({ envFrom = [] }: V1Container): Added[] {
  return envFrom.flatMap(({ secretRef }, index) =>
    secretRef?.name === undefined
      ? []
      : [
          added(`agent-secrets-${index}`, {
            secret: {
              secretName: secretRef.name,
              defaultMode: 0o400,
              ...(secretRef.optional && { optional: true }),
            },
          }),
        ],
  )
}

function added(name: string, volume: Omit<V1Volume, 'name'>): Added {
  return {
    volume: { name, ...volume },
    mount: { name, mountPath: `${mounts['agent-secrets']}/${name}`, readOnly: true },
  }
}
