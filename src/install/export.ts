import { objectsText } from '../output/objects.ts'
import { readManifests } from './read-manifests.ts'
import { renderInstallation } from './render.ts'
import { settingsFrom, usualNamespaces, type InstallFlags } from './settings.ts'

/** The manifests of an installation, for `kubectl apply --server-side`; no cluster is asked. */
export async function exportInstallation(
  flags: InstallFlags,
  version: string,
  format: 'yaml' | 'json',
): Promise<string> {
  const settings = settingsFrom(flags, version, usualNamespaces)
  const objects = renderInstallation(settings, await readManifests())
  if (format === 'json') return objectsText(objects, 'json', true)
  const documents = await Promise.all(objects.map((object) => objectsText([object], 'yaml')))
  return documents.join('---\n')
}
