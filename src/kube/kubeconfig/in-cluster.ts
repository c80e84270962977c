import { readFile } from 'node:fs/promises'
import { isIPv6 } from 'node:net'
import { join } from 'node:path'
import { codeOf } from '../../errors.ts'
import type { ClusterAccess } from './cluster-access.ts'

const serviceAccount = '/var/run/secrets/kubernetes.io/serviceaccount'

/** Access that Kubernetes gives to a pod with a service account; undefined anywhere else. */
export async function inClusterAccess(
  env: NodeJS.ProcessEnv,
  folder: string = serviceAccount,
): Promise<ClusterAccess | undefined> {
  const host = env.KUBERNETES_SERVICE_HOST
  const port = env.KUBERNETES_SERVICE_PORT
  if (!host || !port) return undefined
  const token = await readIfThere(join(folder, 'token'))
  if (token === undefined) return undefined
  return {
    server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
    namespace: (await readIfThere(join(folder, 'namespace')))?.trim(),
    ca: await readIfThere(join(folder, 'ca.crt')),
    // The kubelet renews it about once an hour.
    user: { token: token.trim(), tokenFile: join(folder, 'token') },
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined
    throw error
  }
}
