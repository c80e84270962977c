import { GastownError, invalid } from '../../errors.ts'
import type { ClusterAccess } from './cluster-access.ts'
import { contextAccess } from './context-access.ts'
import { inClusterAccess } from './in-cluster.ts'
import { type KubeconfigPlace, loadKubeconfig } from './kubeconfig.ts'

/** The cluster that kubectl would talk to: a context of the kubeconfig, or inside of a pod its own cluster. */
export async function findCluster(place: KubeconfigPlace & { readonly context?: string }): Promise<ClusterAccess> {
  const config = await loadKubeconfig(place)
  if (
    config &&
    (place.kubeconfig || place.context || config.currentContext !== undefined || config.contexts.size > 0)
  ) {
    return await contextAccess(config, place.context)
  }
  if (place.context) throw invalid(`context "${place.context}" not found: no kubeconfig found`, [])
  const inCluster = await inClusterAccess(place.env)
  if (inCluster) return inCluster
  throw new GastownError('unreachable', 'no cluster is configured', {
    hints: ['name one with --kubeconfig or KUBECONFIG', '`gastown local up` runs polecats on this machine instead'],
  })
}

/** Whether there is a kubeconfig with anything in it, or we run in a pod. A kubeconfig that is named counts even if it is bad. */
export async function hasClusterConfig(env: NodeJS.ProcessEnv, home: string): Promise<boolean> {
  if (env.KUBECONFIG) return true
  try {
    const config = await loadKubeconfig({ env, home })
    if (config && config.contexts.size > 0) return true
  } catch (error) {
    // The kubeconfig is there, and `connect` says what is wrong with it.
    if (error instanceof GastownError) return true
    throw error
  }
  return (await inClusterAccess(env)) !== undefined
}
