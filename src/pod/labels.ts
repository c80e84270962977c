import { createHash } from 'node:crypto'
import { annotations, labels, operatorName } from '../polecat/names.ts'
import type { Polecat } from '../polecat/schema.ts'

export interface Marks {
  readonly labels: Record<string, string>
  /** Values that are no labels, under the names of the labels that hold their hashes. */
  readonly annotations: Record<string, string>
}

/** Labels on all that the operator makes for an attempt. */
export function marksOf(polecat: Polecat, attempt: number): Marks {
  const { metadata, spec } = polecat
  const values: Record<string, string | undefined> = {
    [labels.polecat]: metadata.name,
    [labels.polecatUid]: metadata.uid,
    [labels.polecatNamespace]: metadata.namespace,
    [labels.rig]: spec.rig,
    [labels.attempt]: String(attempt),
    [labels.bead]: spec.beadID,
  }
  const marks: Marks = { labels: { [labels.managedBy]: operatorName }, annotations: {} }
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === '') continue
    marks.labels[name] = labelValue(value)
    if (marks.labels[name] !== value) marks.annotations[name] = value
  }
  return marks
}

/** The value itself where it can be a label's, else its hash. For selectors too. */
export function labelValue(value: string): string {
  if (value.length <= 63 && /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/.test(value)) return value
  return createHash('sha256').update(value).digest('hex').slice(0, 40)
}

/** Local mode: what the kubelet on this machine must know from `create`. */
export function localAnnotations(polecat: Polecat): Record<string, string> {
  const given = polecat.metadata.annotations ?? {}
  const wanted = [annotations.path, annotations.unsandboxed].flatMap((name) => {
    const value = given[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(wanted)
}
