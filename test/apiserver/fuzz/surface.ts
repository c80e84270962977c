/** What the server says that it serves, from its own OpenAPI and discovery: nothing is known here that it does not tell. */
import type { TestServer } from '../a-server.ts'
import type { OpenApiSchema, Schemas } from './values.ts'

export interface Served {
  /** Path of the collection, with `{namespace}` where it is in one. */
  readonly path: string
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly subresources: readonly string[]
  readonly schema: OpenApiSchema
  readonly schemas: Schemas
}

interface Document {
  readonly paths: Readonly<Record<string, { post?: Operation }>>
  readonly components: { readonly schemas: Schemas }
}
interface Operation {
  readonly 'x-kubernetes-group-version-kind': { group: string; version: string; kind: string }
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: OpenApiSchema }>> }
}

export async function readSurface({ ask }: TestServer): Promise<Served[]> {
  // Kubernetes calls it plain text.
  const { paths } = JSON.parse((await ask('GET', '/openapi/v3')).text) as {
    paths: Record<string, { serverRelativeURL: string }>
  }
  const served: Served[] = []
  for (const [prefix, { serverRelativeURL }] of Object.entries(paths)) {
    const document = (await ask('GET', serverRelativeURL)).body as Document
    const { resources } = (await ask('GET', `/${prefix}`)).body as { resources: { name: string }[] }
    for (const [path, { post }] of Object.entries(document.paths)) {
      if (!post) continue
      const plural = path.split('/').at(-1) ?? ''
      const parts = resources.map(({ name }) => name.split('/')).filter(([name, part]) => name === plural && part)
      served.push({
        path,
        ...post['x-kubernetes-group-version-kind'],
        subresources: parts.map(([, part = '']) => part),
        schema: post.requestBody?.content['application/json']?.schema ?? {},
        schemas: document.components.schemas,
      })
    }
  }
  return served
}
