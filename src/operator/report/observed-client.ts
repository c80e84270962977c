import { messageOf } from '../../errors.ts'
import type { Client } from '../../kube/client.ts'
import type { Resource } from '../../kube/resources.ts'
import { statusCodeOf } from '../../kube/transport/status-error.ts'
import type { Meter } from './meter.ts'
import type { OperatorLog } from './operator-log.ts'

/** The verbs of Kubernetes by the client's calls that resolve. */
const verbs = {
  get: 'get',
  list: 'list',
  listMetadata: 'list',
  create: 'create',
  replace: 'update',
  mergePatch: 'patch',
  jsonPatch: 'patch',
  apply: 'patch',
  remove: 'delete',
} as const satisfies Partial<Record<keyof Client, string>>

type Call = (resource: Resource, ...rest: unknown[]) => Promise<unknown>

/** The client, of which every request that fails is counted, and told to those who ask for more. */
export function observedClient(client: Client, { meter, log }: { meter: Meter; log: OperatorLog }): Client {
  const observed = Object.entries(verbs).map(([method, verb]) => {
    const call = client[method as keyof typeof verbs] as Call
    const calling: Call = async (resource, ...rest) => {
      try {
        return await call.call(client, resource, ...rest)
      } catch (error) {
        countFailure(meter, verb, resource.plural, error)
        log.debug(`cannot ${verb} ${resource.plural}: ${messageOf(error)}`)
        throw error
      }
    }
    return [method, calling]
  })
  return { ...client, ...(Object.fromEntries(observed) as Pick<Client, keyof typeof verbs>) }
}

/** Counts a request to the API server that failed. */
export function countFailure(meter: Meter, verb: string, resource: string, error: unknown): void {
  meter.add('gastown_api_errors_total', 1, { verb, resource, code: String(statusCodeOf(error) ?? 'network') })
}
