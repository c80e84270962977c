import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { installation } from '../installation.ts'
import type { KubeObject } from '../kube/resources.ts'
import { loadDocuments } from '../polecat/validate/load.ts'

/** The objects of `templates/install`, and the CustomResourceDefinitions, as they are on disk. */
export interface Manifests {
  readonly crds: readonly KubeObject[]
  /** In the order in which they are made. */
  readonly objects: readonly KubeObject[]
}

const files = [
  'namespaces.yaml',
  'accounts.yaml',
  'operator-rights.yaml',
  'user-rights.yaml',
  'network.yaml',
  'protection.yaml',
  'operator.yaml',
]

/** Reads them from this gastown's own files. */
export async function readManifests(): Promise<Manifests> {
  const { templates } = installation()
  const read = async (folder: string, names: readonly string[]) =>
    (await Promise.all(names.map((name) => objectsOf(join(templates, folder, name))))).flat()
  return { crds: await read('crds', ['polecats.yaml', 'rigs.yaml']), objects: await read('install', files) }
}

async function objectsOf(file: string): Promise<KubeObject[]> {
  return loadDocuments(await readFile(file, 'utf8'), file).map(({ value }) => value as KubeObject)
}
