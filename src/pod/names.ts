/** Names of an attempt's pod and refs, from which both can be found again without any record. */
import type { Polecat } from '../polecat/schema.ts'

/** At most 52 + 1 + 4 + 1 + 4 characters, so that it is a host name too. The attempt's ConfigMap has the same name. */
export function podName(polecat: Polecat, attempt: number): string {
  return `${nameOf(polecat)}-${uidOf(polecat, 4)}-${attempt}`
}

/** Name of the pod that pushes what an attempt held back. Its ConfigMap has the same name. */
export function releasePodName(polecat: Polecat, attempt: number): string {
  return `${podName(polecat, attempt)}-r`
}

/** Name of the ConfigMap beside the Polecat that keeps what the attempt did. */
export function recordName(polecat: Polecat, attempt: number): string {
  return `${nameOf(polecat)}-${uidOf(polecat, 8)}-${attempt}-record`
}

/** Where the attempt's rescue refs are, such as refs/gastown/fix-1a2b3c4d/1. */
export function rescuePrefix(polecat: Polecat, attempt: number, namespace: string): string {
  return `${namespace}/${nameOf(polecat)}-${uidOf(polecat, 8)}/${attempt}`
}

/** What every process of the attempt carries in its environment, so that the entry finds what the agent left behind. */
export function markerOf(polecat: Polecat, attempt: number): string {
  return `${polecat.metadata.uid}-${attempt}`
}

function nameOf(polecat: Polecat): string {
  return polecat.metadata.name ?? ''
}

function uidOf(polecat: Polecat, length: number): string {
  return (polecat.metadata.uid ?? '').replaceAll('-', '').slice(0, length)
}
