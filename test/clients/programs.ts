/**
 * Other people's programs that talk to our server: those on the PATH, and those in the folder that GASTOWN_TEST_CLIENTS
 * names (kubectl, stern, and python/bin/python with the package kubernetes), as `.ci/run` builds them.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const folder = process.env['GASTOWN_TEST_CLIENTS'] ?? ''

/** Those that run, first what is on the PATH. */
function running(name: string, inFolder: string, ...probe: string[]): string[] {
  const candidates = folder === '' ? [name] : [name, join(folder, inFolder)]
  return candidates.filter((program) => spawnSync(program, probe, { stdio: 'ignore' }).status === 0)
}

/** Each with its version, for the titles of tests. */
export const kubectls = running('kubectl', 'kubectl', 'version', '--client').map((program) => ({
  program,
  version: /Client Version: (\S+)/.exec(spawnSync(program, ['version', '--client'], { encoding: 'utf8' }).stdout)?.[1],
}))

export const stern = running('stern', 'stern', '--version')[0]

export const python = running('python3', 'python/bin/python', '-c', 'import kubernetes')[0]
