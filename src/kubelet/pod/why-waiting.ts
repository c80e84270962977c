import { messageOf } from '../../errors.ts'
import { ConfigError } from '../run/config-error.ts'
import type { Waiting } from '../run/container-folder.ts'
import type { ContainerSpec } from './pod-spec.ts'

export const retryMs = 1000

/** Why a container could not be started, and when it is tried again; in a kubelet's words. */
export function whyWaiting(error: unknown, { kind }: ContainerSpec): Waiting & { readonly event: string } {
  const isMount = error instanceof ConfigError && error.reason === 'FailedMount'
  const forMount = kind === 'main' ? 'ContainerCreating' : 'PodInitializing'
  return {
    reason: isMount ? forMount : 'CreateContainerConfigError',
    event: isMount ? 'FailedMount' : 'Failed',
    message: messageOf(error),
    retryAt: Date.now() + retryMs,
  }
}
