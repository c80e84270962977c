import type { Config } from '@oclif/core'
import { configFolder, readConfig, writeConfig } from '../config.ts'
import type { Context } from '../context.ts'
import { surroundingsOf } from '../surroundings.ts'

export interface Stop {
  readonly force: boolean
  readonly timeout?: number
}

/** Ends local mode, and that commands mean it without being told. */
export async function stopLocal(context: Context, config: Config, { force, timeout }: Stop): Promise<void> {
  if (!force) context.notice('Polecats save their work first, which can take a while.')
  const { local } = surroundingsOf(config)
  const { wasRunning } = await local.down({ force, timeoutSeconds: timeout, signal: context.signal })
  const folder = configFolder(context.env, context.home)
  const remembered = await readConfig(folder)
  if (remembered.context === 'local') await writeConfig(folder, { ...remembered, context: undefined })
  context.print(wasRunning ? 'Local mode has ended.\n' : 'Local mode did not run.\n')
}
