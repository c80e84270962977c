import type { KubernetesSpec } from './kubernetes.ts'

/** The work branch as the spec has it. An attempt may get another one, where the default exists on the remote already. */
export function workBranchOf({ workBranch }: Pick<KubernetesSpec, 'workBranch'>, name: string | undefined): string {
  return workBranch ?? `polecat/${name ?? ''}`
}
