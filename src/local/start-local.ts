import type { Config } from '@oclif/core'
import { configFolder, readConfig, writeConfig } from '../config.ts'
import type { Context } from '../context.ts'
import { localLines } from '../output/local-lines.ts'
import { valueText } from '../output/objects.ts'
import { runtimeOf } from '../oclif/config-runtime.ts'

/** Starts local mode, remembers that it is meant from now on, and says where it is. */
export async function startLocal(
  context: Context,
  config: Config,
  { port, output }: { readonly port?: number; readonly output?: 'json' | 'yaml' },
): Promise<void> {
  const { local } = runtimeOf(config)
  const onEnding = () => context.notice('Local mode is stopping; it starts again once running polecats are saved.')
  const state = await local.up({ port, signal: context.signal, onEnding })
  const folder = configFolder(context.env, context.home)
  const remembered = await readConfig(folder)
  if (remembered.context !== 'local') await writeConfig(folder, { ...remembered, context: 'local' })
  context.notice(state.started ? 'Local mode started.' : 'Local mode is already running.')
  for (const line of state.notices) context.notice(line)
  if (port !== undefined && !state.started && !state.server?.endsWith(`:${port}`))
    context.notice(`Its port is unchanged; to change it, stop it first: gastown local down`)
  if (output === undefined) return context.print(`${localLines(state).map(context.placed).join('\n')}\n`)
  const { started: _, notices: __, ...shown } = state
  context.print(await valueText(shown, output))
}
