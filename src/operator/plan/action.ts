import type { Credential } from '../../pod/credential.ts'

/**
 * One write of the loop. `addFinalizer` comes before the status is written and everything else after it: an attempt is
 * claimed before its pod is created, and a result is in the status before its pod may go.
 */
export type Action =
  /** Finalizer of the Polecat, kept until its pods have saved and are gone. */
  | { readonly type: 'addFinalizer' }
  /** ConfigMap and pod of the attempt that the status claims. */
  | { readonly type: 'createAttempt'; readonly attempt: number; readonly gitSecret?: string; readonly llm?: Credential }
  /** ConfigMap and pod that push the commits which the attempt held. */
  | { readonly type: 'createRelease'; readonly attempt: number; readonly gitSecret?: string }
  | { readonly type: 'annotatePod'; readonly pod: string; readonly annotations: Readonly<Record<string, string>> }
  /** Finalizer of a pod whose results are in the status: its attempt is recorded first. */
  | { readonly type: 'removePodFinalizer'; readonly pod: string }
  /** Record of an attempt whose pod is gone. */
  | { readonly type: 'recordWithoutPod'; readonly attempt: number }
  | { readonly type: 'deletePod'; readonly pod: string; readonly uid?: string; readonly graceSeconds?: number }
  /** ConfigMap and Secret of this name, which an attempt has besides its pod. */
  | { readonly type: 'deleteAttemptObjects'; readonly name: string }
  /** Finalizer of the Polecat, once nothing of it is left. */
  | { readonly type: 'removeFinalizer' }
  | { readonly type: 'deletePolecat' }
