/** What a pod may keep on disk, and in a kubelet's words, which limit it is past; pure. */
import { parseQuantity } from '../../text/quantity.ts'
import { isOwnProgram } from '../run/container-run.ts'
import type { PodSpec } from '../pod/pod-spec.ts'

/** Bytes on disk: of each volume, and of what is kept beside them. */
export interface StorageUse {
  readonly volumes: ReadonlyMap<string, number>
  readonly beside: number
}

interface Limit {
  readonly bytes: number
  readonly used: (use: StorageUse) => number
  /** What is said of a pod that is past it. */
  readonly message: string
}

export function storageLimits(pod: PodSpec): Limit[] {
  return [...volumeLimits(pod), ...totalLimit(pod)]
}

/** The message of a limit that it is past. */
export function pastLimit(limits: readonly Limit[], use: StorageUse): string | undefined {
  return limits.find(({ bytes, used }) => used(use) > bytes)?.message
}

/** So much can be written before any limit is reached. */
export function roomOf(limits: readonly Limit[], use: StorageUse): number {
  return Math.min(...limits.map(({ bytes, used }) => bytes - used(use)))
}

/** Limits of volumes that programs other than ours write: ours know their own. */
function volumeLimits({ volumes, containers }: PodSpec): Limit[] {
  const writers = containers.filter((one) => one.kind !== 'init' && !isOwnProgram(one))
  const mounts = writers.flatMap(({ container }) => container.volumeMounts ?? [])
  const written = new Set(mounts.filter(({ readOnly }) => readOnly !== true).map(({ name }) => name))
  return volumes.flatMap(({ name, emptyDir }) => {
    const bytes = parseQuantity(emptyDir?.sizeLimit ?? '')
    if (bytes === undefined || !written.has(name)) return []
    const message = `Usage of EmptyDir volume "${name}" exceeds the limit "${emptyDir?.sizeLimit}".`
    return [{ bytes, used: (use: StorageUse) => use.volumes.get(name) ?? 0, message }]
  })
}

function totalLimit({ containers }: PodSpec): Limit[] {
  const texts = containers.flatMap(({ container }) => container.resources?.limits?.['ephemeral-storage'] ?? [])
  if (texts.length === 0) return []
  const bytes = texts.reduce((sum, text) => sum + (parseQuantity(text) ?? Infinity), 0)
  const total = texts.length === 1 ? texts[0] : String(bytes)
  const message = `Pod ephemeral local storage usage exceeds the total limit of containers ${total}.`
  return [{ bytes, used: allUsed, message }]
}

function allUsed({ volumes, beside }: StorageUse): number {
  return [...volumes.values()].reduce((sum, one) => sum + one, beside)
}
