/** Where the cases of one subject are played on a server: definitions, a namespace, and nothing left behind. */
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Json, Step } from './case.ts'
import { clientOf, textOf, type Client } from './client.ts'
import { definitions } from './definitions.ts'
import { normalise } from './normalise.ts'
import { play, type Answer } from './play.ts'

const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

export interface Arena {
  /** The answers, less what is random. */
  play(steps: readonly Step[]): Promise<Answer[]>
  close(): Promise<void>
}

export async function openArena(kubeconfig: string, kind: 'embedded' | 'real'): Promise<Arena> {
  const client = clientOf(kubeconfig)
  await Promise.all(definitions().map((definition) => define(client, definition)))
  const namespace = `contract-${randomBytes(4).toString('hex')}`
  await ask(client, 'POST', '/api/v1/namespaces', { metadata: { name: namespace } })
  // Without it a real cluster takes no pods; it makes it itself, but later.
  const account = { metadata: { name: 'default' } }
  if (kind === 'real') await ask(client, 'POST', `/api/v1/namespaces/${namespace}/serviceaccounts`, account)
  return {
    async play(steps) {
      const { answers, created } = await play(client, namespace, steps)
      for (const path of created) await remove(client, path)
      return normalise(answers, namespace)
    },
    async close() {
      for (const { metadata } of definitions()) await ask(client, 'DELETE', `${crds}/${metadata.name}`)
      await ask(client, 'DELETE', `/api/v1/namespaces/${namespace}`)
      client.close()
    },
  }
}

/** Whatever a case left of it: without grace, and without the finalizers that it put there. */
async function remove(client: Client, path: string): Promise<void> {
  const { code, body } = await ask(client, 'DELETE', path, { gracePeriodSeconds: 0 })
  // 405: what is only asked, such as an access review, was never stored.
  if (code >= 400 && code !== 404 && code !== 405)
    throw new Error(`${path} could not be removed: ${JSON.stringify(body)}`)
  if (body?.metadata?.finalizers) {
    await ask(client, 'PATCH', path, { metadata: { finalizers: null } }, 'application/merge-patch+json')
  }
}

async function define(client: Client, definition: Json): Promise<void> {
  const path = `${crds}/${definition.metadata.name}`
  for (;;) {
    const { code, body } = await ask(client, 'POST', crds, definition)
    if (code === 201) break
    if (code !== 409) throw new Error(`${path}: ${code} ${JSON.stringify(body)}`)
    // Left by a run that was broken off.
    await ask(client, 'DELETE', path)
    await pause(200)
  }
  const { group, names, versions } = definition.spec
  const instances = `/apis/${group}/${versions[0].name}/${names.plural}`
  while ((await ask(client, 'GET', instances)).code !== 200) await pause(50)
}

async function ask(
  client: Client,
  method: string,
  path: string,
  body?: object,
  type = 'application/json',
): Promise<{ code: number; body: Json }> {
  const text = body && JSON.stringify(body)
  const response = await client.send({ method, path, headers: { 'content-type': type }, body: text })
  const raw = await textOf(response)
  return { code: response.statusCode ?? 0, body: raw.startsWith('{') ? JSON.parse(raw) : raw }
}
