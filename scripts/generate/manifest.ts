import { Plugin } from '@oclif/core/config'
import type { Interfaces } from '@oclif/core'

/** What oclif knows of the built commands, so that `--help` and the command line need not load them all. */
export async function manifest(root: string): Promise<Interfaces.Manifest> {
  const plugin = new Plugin({
    errorOnManifestCreate: true,
    ignoreManifest: true,
    respectNoCacheDefault: true,
    root,
    type: 'core',
  })
  await plugin.load()
  const { commands, ...rest } = plugin.manifest
  // Files are found in any order.
  const sorted = Object.entries(commands).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return { ...rest, commands: Object.fromEntries(sorted) }
}
