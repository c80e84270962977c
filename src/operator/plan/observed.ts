import type { V1Pod } from '../../kube/wire.ts'
import type { Problem } from '../../errors.ts'
import type { RenderOptions } from '../../pod/render.ts'
import type { PolecatStatus } from '../../polecat/status.ts'
import type { Polecat } from '../../polecat/schema.ts'
import type { Rig } from '../../rig/schema.ts'
import type { LogState } from '../log-tail.ts'
import type { SecretFacts } from '../../attempt/secret-facts.ts'
import type { Action } from './action.ts'

/** Everything that a plan depends on; two equal observations give two equal plans. */
export interface Observed {
  readonly polecat: Polecat
  readonly rig: Rig | undefined
  /** Pods that carry the polecat's uid, of all its attempts. */
  readonly pods: readonly V1Pod[]
  readonly others: Others
  /** Secrets by name, as far as this plan needs them. */
  readonly secrets: ReadonlyMap<string, SecretFacts>
  /** The server's refusal to create the pod. */
  readonly refusal?: Refusal
  /** State from the pod's logs, as far as they have been read. */
  readonly logState?: LogState
  readonly now: Date
  /** Whether local mode is ending: what works is saved and ended, and nothing starts. */
  readonly draining: boolean
  /** Why no attempt may start, whatever its polecat, in words. */
  readonly startHindrance?: string
  readonly options: PlanOptions
}

/** Other polecats that matter for this one's start. */
export interface Others {
  /** Polecats of the same rig whose attempts are under way. */
  readonly working: number
  /** Polecats of the same rig that wait for a place and go first. */
  readonly ahead: number
  /** Name of the polecat that works on the same branch of the same repository. */
  readonly branchHolder?: string
}

export const nobodyElse: Others = { working: 0, ahead: 0 }

export interface Refusal {
  readonly kind: 'quota' | 'forbidden' | 'invalid' | 'taken'
  readonly message: string
  readonly problems: readonly Problem[]
}

export interface PlanOptions extends Omit<RenderOptions, 'gitSecret' | 'llm'> {
  /** Whether agents run in a sandbox, in local mode. */
  readonly sandboxed: boolean
}

export interface Plan {
  readonly actions: readonly Action[]
  readonly status: PolecatStatus
  /** Time of the next reconciliation, if nothing happens before. */
  readonly again?: Date
}
