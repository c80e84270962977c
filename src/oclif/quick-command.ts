import type { Command } from '@oclif/core/command'
import { Config } from '@oclif/core/config'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

export interface QuickCommand {
  readonly Command: new (argv: string[], config: Config) => Runnable
  readonly argv: string[]
}

/** What oclif's own dispatcher calls. */
interface Runnable {
  _run(): Promise<unknown>
}

/**
 * The command that the first words name, from its file. oclif's dispatcher would read its configuration, every plugin
 * and the manifest three times before that, which costs more than listing polecats does. Help, unknown words and
 * whatever else is unusual is left to it.
 */
export async function quickCommand(argv: readonly string[], folder: string): Promise<QuickCommand | undefined> {
  if (argv.includes('--help')) return undefined
  const [first = '', second = ''] = argv
  if (!isWord(first)) return undefined
  if (isWord(second)) {
    const found = await load(join(folder, first, `${second}.js`))
    if (found !== undefined) return { Command: found, argv: argv.slice(2) }
  }
  const found = await load(join(folder, 'polecat', `${first}.js`))
  const isAlias = (found as unknown as typeof Command | undefined)?.aliases.includes(first)
  return found !== undefined && isAlias ? { Command: found, argv: argv.slice(1) } : undefined
}

function isWord(text: string): boolean {
  return /^[a-z][a-z-]*$/.test(text)
}

async function load(file: string): Promise<QuickCommand['Command'] | undefined> {
  if (!existsSync(file)) return undefined
  const { default: found } = (await import(pathToFileURL(file).href)) as { default: QuickCommand['Command'] }
  return found
}

/** As much of oclif's configuration as a command needs to read its flags. */
export class QuickConfig extends Config {
  override bin = 'gastown'
  override topicSeparator = ' ' as const

  override get commandIDs(): string[] {
    return []
  }

  override async runHook(): Promise<never> {
    return { successes: [], failures: [] } as never
  }
}
