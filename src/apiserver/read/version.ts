import { ApiFailure } from '../failure.ts'
import type { Store } from '../store/store.ts'

/** The resourceVersion that a list or watch asks for; undefined for "now" (none, or 0). */
export function wantedVersion(store: Store, query: URLSearchParams): number | undefined {
  const text = query.get('resourceVersion') ?? ''
  if (text === '' || text === '0') return undefined
  if (!/^\d+$/.test(text)) {
    const why = `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`
    throw new ApiFailure(500, undefined, `resourceVersion: Invalid value: ${JSON.stringify(text)}: ${why}`)
  }
  const version = Number(text)
  if (version <= store.version) return version
  const message = `Timeout: Too large resource version: ${version}, current: ${store.version}`
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }]
  throw new ApiFailure(504, 'Timeout', message, { causes, retryAfterSeconds: 1 })
}
