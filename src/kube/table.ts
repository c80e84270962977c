import { GastownError } from '../errors.ts'
import type { Scope, Table } from './client.ts'
import { readPages, type Page } from './pages.ts'
import type { KubeObject, Resource } from './resources.ts'
import type { Transport } from './transport/transport.ts'

/** A row is some hundred bytes. */
const pageSize = 2000

/** The columns that the server prints, without the objects behind them: a tenth of the bytes. */
export async function readTable(transport: Transport, resource: Resource, scope: Scope = {}): Promise<Table> {
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io'
  const query = { includeObject: 'None' }
  const pages = await readPages<TablePage>(transport, resource, scope, { limit: pageSize, accept, query })
  const stranger = pages.find(({ kind }) => kind !== 'Table')
  if (stranger) throw new GastownError('bug', `${transport.server} gave no Table of ${resource.plural}`)
  return {
    columns: pages[0]?.columnDefinitions ?? [],
    rows: pages.flatMap(({ rows }) => (rows ?? []).map((row) => row.cells ?? [])),
  }
}

/** Objects without what they hold. */
export async function readMetadata(transport: Transport, resource: Resource, scope: Scope = {}): Promise<KubeObject[]> {
  const accept = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io'
  const pages = await readPages<MetadataPage>(transport, resource, scope, { limit: pageSize, accept })
  return pages.flatMap(({ items }) => items ?? [])
}

interface MetadataPage extends Page {
  readonly items?: readonly KubeObject[] | null
}

interface TablePage extends Page {
  readonly kind?: string
  readonly columnDefinitions?: Table['columns'] | null
  readonly rows?: readonly { readonly cells?: readonly unknown[] }[] | null
}
