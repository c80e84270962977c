import type { Credential } from '../../pod/credential.ts'

/**
 * What the loop is to do. `hold` comes before the status is written and everything else after it: an attempt is claimed
 * before its pod is made, and a result is recorded before the pod that told it may go.
 */
export type Action =
  /** Put our finalizer on the Polecat. */
  | { readonly type: 'hold' }
  /** Make ConfigMap and pod of the attempt that the status claims. */
  | { readonly type: 'create'; readonly attempt: number; readonly gitSecret?: string; readonly llm?: Credential }
  /** Make ConfigMap and pod that push what the attempt held back. */
  | { readonly type: 'create-release'; readonly attempt: number; readonly gitSecret?: string }
  | { readonly type: 'annotate'; readonly pod: string; readonly annotations: Readonly<Record<string, string>> }
  /** Take our finalizer off the pod: all that it tells is recorded. */
  | { readonly type: 'record'; readonly pod: string }
  | { readonly type: 'delete'; readonly pod: string; readonly uid?: string; readonly graceSeconds?: number }
  /** Delete what an attempt leaves besides its pod: objects of this name. */
  | { readonly type: 'sweep'; readonly name: string }
  /** Take our finalizer off the Polecat. */
  | { readonly type: 'release' }
  /** Delete the Polecat itself. */
  | { readonly type: 'remove' }
