import { parseQuantity } from '../../text/quantity.ts'
import type { ContainerSpec, PodSpec } from '../pod/pod-spec.ts'

/**
 * The longest file that a container may write: no volume of its own holds a longer one. So what it writes beside its
 * volumes has a limit too. Undefined where a volume of its own has none.
 */
export function fileLimit(pod: PodSpec, { container }: ContainerSpec): number | undefined {
  const mounted = new Set(
    (container.volumeMounts ?? []).filter(({ readOnly }) => readOnly !== true).map(({ name }) => name),
  )
  const limits = pod.volumes
    .filter(({ name, emptyDir }) => emptyDir !== undefined && mounted.has(name))
    .map(({ emptyDir }) => parseQuantity(emptyDir?.sizeLimit ?? ''))
  return limits.length === 0 || limits.includes(undefined) ? undefined : Math.max(...limits.map((bytes) => bytes ?? 0))
}
