import { delimiter, join } from 'node:path'
import { GastownError, invalid } from '../../errors.ts'
import { type ClusterEntry, type ContextEntry, type UserEntry, readKubeconfigFile } from './kubeconfig-file.ts'

/** All kubeconfig files as one, as kubectl merges them: of each entry, the first file that has it wins whole. */
export interface Kubeconfig {
  /** The files that were there. */
  readonly paths: readonly string[]
  readonly currentContext?: string
  readonly clusters: ReadonlyMap<string, ClusterEntry>
  readonly users: ReadonlyMap<string, UserEntry>
  readonly contexts: ReadonlyMap<string, ContextEntry>
}

export interface KubeconfigPlace {
  /** --kubeconfig: this file alone. */
  readonly kubeconfig?: string
  readonly env: NodeJS.ProcessEnv
  readonly home: string
}

/** Kubeconfig of the user; undefined where none is named and the default place has none. */
export async function loadKubeconfig(place: KubeconfigPlace): Promise<Kubeconfig | undefined> {
  const paths = kubeconfigPaths(place)
  const files = []
  for (const path of paths) {
    const file = await readKubeconfigFile(path)
    if (file) files.push(file)
  }
  if (files.length === 0) {
    if (place.kubeconfig) throw noSuch([place.kubeconfig], '--kubeconfig')
    if (place.env.KUBECONFIG) throw noSuch(paths, 'KUBECONFIG')
    return undefined
  }
  return {
    paths: files.map((file) => file.path),
    currentContext: files.find((file) => file.currentContext !== undefined)?.currentContext,
    clusters: firstWins(files.map((file) => file.clusters)),
    users: firstWins(files.map((file) => file.users)),
    contexts: firstWins(files.map((file) => file.contexts)),
  }
}

function kubeconfigPaths({ kubeconfig, env, home }: KubeconfigPlace): string[] {
  if (kubeconfig) return [kubeconfig]
  const named = (env.KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '')
  return named.length > 0 ? [...new Set(named)] : [join(home, '.kube', 'config')]
}

function firstWins<T>(maps: readonly ReadonlyMap<string, T>[]): Map<string, T> {
  return new Map(maps.toReversed().flatMap((map) => [...map]))
}

function noSuch(paths: readonly string[], source: string): GastownError {
  return invalid(
    'no kubeconfig found',
    paths.map((path) => ({ field: source, message: `no such file: ${path}` })),
    ['without --kubeconfig and KUBECONFIG, ~/.kube/config is read'],
  )
}
