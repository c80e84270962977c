/** Reads the Secrets and ConfigMaps that a pod names, as a kubelet does: only its own namespace's. */
import { GastownError } from '../../errors.ts'
import type { Client } from '../../kube/client.ts'
import { configMaps, secrets } from '../../kube/resources.ts'

export type ObjectKind = 'secret' | 'configmap'

/** The keys of a Secret or ConfigMap; undefined where there is none of that name. */
export type ReadObject = (kind: ObjectKind, name: string) => Promise<ReadonlyMap<string, Buffer> | undefined>

/** The containers of a pod start one after another and ask for the same. */
const freshMs = 2000

/** What it found a moment ago it does not ask for again. */
export function objectReader(client: Client, namespace: string): ReadObject {
  const read = readerOf(client, namespace)
  const found = new Map<string, ReadonlyMap<string, Buffer>>()
  return async (kind, name) => {
    const key = `${kind}/${name}`
    const before = found.get(key)
    if (before !== undefined) return before
    const values = await read(kind, name)
    if (values === undefined) return undefined
    found.set(key, values)
    setTimeout(() => found.delete(key), freshMs).unref()
    return values
  }
}

function readerOf(client: Client, namespace: string): ReadObject {
  return async (kind, name) => {
    try {
      if (kind === 'secret') {
        const secret = await client.get(secrets, name, namespace)
        return new Map(Object.entries(secret.data ?? {}).map(([key, value]) => [key, Buffer.from(value, 'base64')]))
      }
      const map = await client.get(configMaps, name, namespace)
      return new Map([
        ...Object.entries(map.data ?? {}).map(([key, value]) => [key, Buffer.from(value)] as const),
        ...Object.entries(map.binaryData ?? {}).map(([key, value]) => [key, Buffer.from(value, 'base64')] as const),
      ])
    } catch (error) {
      if (error instanceof GastownError && error.kind === 'not-found') return undefined
      throw error
    }
  }
}
