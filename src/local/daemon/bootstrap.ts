/** What the API server of local mode needs before anything else: our namespaces and resource definitions. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GastownError } from '../../errors.ts'
import type { Client } from '../../kube/client.ts'
import { crds, namespaces } from '../../kube/resources.ts'

const digestMark = 'gastown.io/digest'

export async function bootstrap(client: Client, templates: string, names: readonly string[]): Promise<void> {
  const folder = join(templates, 'crds')
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml'))
  await Promise.all([
    ...names.map((name) => makeNamespace(client, name)),
    ...files.map(async (name) => define(client, await readFile(join(folder, name), 'utf8'))),
  ])
}

async function makeNamespace(client: Client, name: string): Promise<void> {
  try {
    await client.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  } catch (error) {
    if (!(error instanceof GastownError && error.kind === 'conflict')) throw error
  }
}

/** Written only when it changed: parsing and storing a definition takes longer than all the rest of a start. */
async function define(client: Client, text: string): Promise<void> {
  const digest = createHash('sha256').update(text).digest('hex')
  const { items } = await client.list(crds)
  if (items.some((item) => item.metadata?.annotations?.[digestMark] === digest)) return
  const { parseDefinition } = await import('./definition.ts')
  const definition = parseDefinition(text)
  const metadata = {
    ...definition.metadata,
    annotations: { ...definition.metadata?.annotations, [digestMark]: digest },
  }
  await client.apply(crds, { ...definition, metadata }, { force: true })
}
