import type { Config } from '@oclif/core'
import { configFolder, readConfig, writeConfig } from '../config.ts'
import type { Context } from '../context.ts'
import { polecats } from '../kube/resources.ts'
import { isActive } from '../polecat/unsaved.ts'
import { surroundingsOf } from '../surroundings.ts'

export interface Stop {
  readonly force: boolean
  readonly timeout?: number
}

/** Ends local mode, and that commands mean it without being told. */
export async function stopLocal(context: Context, config: Config, { force, timeout }: Stop): Promise<void> {
  const { local } = surroundingsOf(config)
  if (!force && (await local.status()).running && (await someWork(context)))
    context.notice('Polecats save their work first, which can take a while.')
  const { wasRunning } = await local.down({ force, timeoutSeconds: timeout, signal: context.signal })
  const folder = configFolder(context.env, context.home)
  const remembered = await readConfig(folder)
  if (remembered.context === 'local') await writeConfig(folder, { ...remembered, context: undefined })
  context.print(wasRunning ? 'Local mode has ended.\n' : 'Local mode did not run.\n')
}

async function someWork(context: Context): Promise<boolean> {
  try {
    const { items } = await (await context.client()).list(polecats, { signal: context.signal })
    return items.some(isActive)
  } catch {
    // Whatever is wrong with it, it is to end.
    context.signal.throwIfAborted()
    return true
  }
}
