import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gitEnvironment } from './environment.ts'
import { ownConfigText } from './own-config.ts'

/** The environment of git calls that reach no remote: no credential, no transport, and nothing of the user's. */
export function plainEnvironment(
  folder: string,
  safeDirectories: readonly string[],
  path: string | undefined,
): Record<string, string> {
  const home = join(folder, 'home')
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const configFile = join(folder, 'plain-gitconfig')
  writeFileSync(configFile, ownConfigText({ protocols: [], safeDirectories }))
  return gitEnvironment({ home, configFile, path })
}
