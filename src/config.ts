/** What gastown remembers between commands, in its own file; never in a kubeconfig. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { codeOf, GastownError } from './errors.ts'

export interface Config {
  /** `local` once `gastown local up` was called. */
  readonly context?: 'local'
}

type EnvironmentVariables = Readonly<Record<string, string | undefined>>

/** The folder of the user's own settings and templates. */
export function configFolder(env: EnvironmentVariables, home: string): string {
  return join(env.XDG_CONFIG_HOME || join(home, '.config'), 'gastown')
}

export async function readConfig(folder: string): Promise<Config> {
  const file = join(folder, 'config.json')
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return {}
    throw new GastownError('invalid', `${file} cannot be read`, { cause: error })
  }
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && 'context' in value && value.context === 'local'
      ? { context: 'local' }
      : {}
  } catch (error) {
    throw new GastownError('invalid', `${file} is not valid JSON`, {
      cause: error,
      hints: ['Remove the file; it only remembers that local mode is on.'],
    })
  }
}

export async function writeConfig(folder: string, config: Config): Promise<void> {
  const file = join(folder, 'config.json')
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const fresh = `${file}.${process.pid}`
  await writeFile(fresh, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 })
  await rename(fresh, file)
}
