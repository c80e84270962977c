import type { V1Container, V1Pod } from '../../kube/wire.ts'
import type { Polecat } from '../../polecat/schema.ts'

/** The parts of a pod that plans and the log reader read: thousands of whole pods would be most of the operator's memory. */
export function essentialPod(pod: V1Pod): V1Pod {
  const { apiVersion, kind, metadata, spec, status } = pod
  if (!spec) return { apiVersion, kind, metadata: withoutManagers(metadata), status }
  const { nodeName, activeDeadlineSeconds, terminationGracePeriodSeconds, volumes = [], containers } = spec
  return {
    apiVersion,
    kind,
    metadata: withoutManagers(metadata),
    spec: {
      nodeName,
      activeDeadlineSeconds,
      terminationGracePeriodSeconds,
      volumes: volumes.filter(({ secret }) => secret !== undefined),
      containers: containers.map(essentialContainer),
    },
    status,
  }
}

export function essentialPolecat(polecat: Polecat): Polecat {
  return { ...polecat, metadata: withoutManagers(polecat.metadata) }
}

/** With the program's name, without its arguments: a prompt may be among them. */
function essentialContainer({ name, args, resources }: V1Container): V1Container {
  return { name, args: args?.slice(0, 1), resources }
}

function withoutManagers<Metadata extends object | undefined>(metadata: Metadata): Metadata {
  return metadata && { ...metadata, managedFields: undefined }
}
