import { parseResponse } from './transport/response-json.ts'
import type { Scope } from './client.ts'
import { resourcePath, withQuery } from './resource-path.ts'
import type { Resource } from './resources.ts'
import { statusCodeOf } from './transport/status-error.ts'
import type { Transport } from './transport/transport.ts'

export interface Page {
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string }
}

export interface HowToRead {
  /** Objects in a page. */
  readonly limit: number
  readonly accept?: string
  readonly query?: Readonly<Record<string, string>>
}

/** All pages of a collection, of one version; where the server gives up in between, one page as large as it takes. */
export async function readPages<P extends Page>(
  transport: Transport,
  resource: Resource,
  scope: Scope,
  { limit, accept, query }: HowToRead,
): Promise<P[]> {
  const pages: P[] = []
  let asked: { readonly limit?: number; readonly continue?: string } = { limit }
  for (;;) {
    const path = withQuery(resourcePath(resource, scope.namespace), { ...selectors(scope), ...query, ...asked })
    try {
      const text = await transport.text({ method: 'GET', path, accept, idempotent: true, signal: scope.signal })
      pages.push(parseResponse<P>(transport.server, text))
    } catch (error) {
      if (statusCodeOf(error) !== 410 || asked.continue === undefined) throw error
      pages.length = 0
      asked = {}
      continue
    }
    const token = pages.at(-1)?.metadata?.continue
    if (!token) return pages
    asked = { limit, continue: token }
  }
}

export function selectors({ labelSelector, fieldSelector }: Scope) {
  return { labelSelector: labelSelector || undefined, fieldSelector: fieldSelector || undefined }
}
