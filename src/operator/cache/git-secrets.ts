import type { Polecat } from '../../polecat/schema.ts'
import type { Rig } from '../../rig/schema.ts'

/** Names of Secrets that polecats name as their git credential, counted as they come and go. */
export interface GitSecrets {
  replace(before: Polecat | undefined, after: Polecat | undefined): void
  has(name: string): boolean
}

export function openGitSecrets(rigs: ReadonlyMap<string, Rig>): GitSecrets {
  const counts = new Map<string, number>()

  function count(polecat: Polecat | undefined, by: 1 | -1): void {
    const name = polecat?.spec.kubernetes.gitSecretRef?.name
    if (name === undefined) return
    const sum = (counts.get(name) ?? 0) + by
    if (sum > 0) counts.set(name, sum)
    else counts.delete(name)
  }

  return {
    replace(before, after) {
      count(before, -1)
      count(after, 1)
    },
    // Rigs are few.
    has: (name) =>
      counts.has(name) || [...rigs.values()].some(({ spec }) => spec.defaults?.kubernetes?.gitSecretRef?.name === name),
  }
}
