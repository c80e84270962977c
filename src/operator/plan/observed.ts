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
  /** What the server said when it was asked to make the pod. */
  readonly refusal?: Refusal
  /** What the pod's logs say, as far as they have been read. */
  readonly logState?: LogState
  readonly now: Date
  /** Local mode is ending: what works is saved and ended, and nothing starts. */
  readonly draining: boolean
  readonly options: PlanOptions
}

/** What other polecats have to do with this one's start. */
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
  /** Local mode: whether agents are kept in a sandbox. */
  readonly sandboxed: boolean
}

export interface Plan {
  readonly actions: readonly Action[]
  readonly status: PolecatStatus
  /** When to look again, if nothing happens before. */
  readonly again?: Date
}
