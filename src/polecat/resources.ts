import type { Resources } from './kubernetes.ts'
import { parseQuantity } from '../text/quantity.ts'
import { defaultSize, sizes } from './sizes.ts'

export interface FullResources {
  readonly requests: Record<string, string>
  readonly limits: Record<string, string>
}

/**
 * What the agent gets: the layers' own values, later layers first, and the default size where they say nothing.
 * A lone request above the default limit lifts the limit, and a lone limit below the default request lowers the request.
 */
export function resolveResources(...layers: readonly (Resources | undefined)[]): FullResources {
  const written = (side: 'requests' | 'limits'): Record<string, string> =>
    Object.assign({}, ...layers.map((layer) => layer?.[side]))
  const requests = written('requests')
  const limits = written('limits')
  const preset = sizes[defaultSize]
  for (const name of ['cpu', 'memory'] as const) {
    const request = requests[name]
    const limit = limits[name]
    limits[name] ??= request && exceeds(request, preset.limits[name]) ? request : preset.limits[name]
    requests[name] ??= limit && exceeds(preset.requests[name], limit) ? limit : preset.requests[name]
  }
  return { requests, limits }
}

/** Names of the resources whose request is above their limit. */
export function requestsOverLimits({ requests, limits }: FullResources): string[] {
  return Object.entries(requests).flatMap(([name, request]) => {
    const limit = limits[name]
    return limit !== undefined && exceeds(request, limit) ? [name] : []
  })
}

function exceeds(first: string, second: string): boolean {
  return (parseQuantity(first) ?? 0) > (parseQuantity(second) ?? 0)
}
