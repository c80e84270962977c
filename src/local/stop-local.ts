import type { Config } from '@oclif/core'
import { configFolder, readConfig, writeConfig } from '../config.ts'
import type { Context } from '../context.ts'
import { GastownError, messageOf } from '../errors.ts'
import { errorExitCodes } from '../outcome/exit-codes.ts'
import { polecats } from '../kube/resources.ts'
import { drainedLines } from '../output/drained-lines.ts'
import type { Polecat } from '../polecat/schema.ts'
import { isActive, isQueued } from '../polecat/unsaved.ts'
import { runtimeOf } from '../oclif/config-runtime.ts'
import type { DrainedPolecat, LocalMode, SettledState } from '../runtime.ts'
import { confirmStop } from './confirm-stop.ts'
import { showingProgress } from './show-progress.ts'

export interface StopOptions {
  readonly force: boolean
  readonly yes: boolean
  readonly timeout?: number
}

/** Ends local mode, and that commands mean it without being told; what works is asked about, and saves first. */
export async function stopLocal(context: Context, config: Config, stop: StopOptions): Promise<number> {
  const { local } = runtimeOf(config)
  if (stop.force) return endAtOnce(context, local)
  const state = await stateWithDaemon(context, local)
  if (!state.running) {
    await forget(context)
    if (state.ended?.drained !== undefined) return tell(context, config, state.ended.drained, [])
    context.print(state.ended === undefined ? 'Local mode was not running.\n' : 'Local mode stopped.\n')
    return 0
  }
  const all = await list(context, stop.yes)
  const working = all.filter(isActive)
  if (state.ending !== undefined) context.notice('Local mode is already stopping; waiting for it.')
  else if (working.length > 0 && !stop.yes && !(await confirmStop(context, working))) {
    context.notice('Nothing was changed.')
    return 0
  }
  await forget(context)
  const names = working.map(({ metadata }) => metadata.name ?? '')
  if (names.length > 0) context.notice(`Stopping ${names.join(', ')}; their work is saved first.`)
  const options = { force: false, timeoutSeconds: stop.timeout, signal: context.signal }
  const { drained } = await waitOut(context, names, () => showingProgress(context, working, () => local.down(options)))
  if (drained === undefined) return endedOtherwise(context, local)
  const queued = all.filter(isQueued).map(({ metadata }) => metadata.name ?? '')
  return tell(context, config, drained, queued)
}

async function tell(
  context: Context,
  config: Config,
  drained: readonly DrainedPolecat[],
  queued: readonly string[],
): Promise<number> {
  const needsFlag = !(await isLocalByItself(context, config))
  context.print(`${drainedLines(drained, { queued, needsFlag }).join('\n')}\n`)
  return drained.every(({ checkout }) => checkout === undefined) ? 0 : errorExitCodes['still-running'].code
}

async function endAtOnce(context: Context, local: LocalMode): Promise<number> {
  const { wasRunning } = await local.down({ force: true, signal: context.signal })
  await forget(context)
  context.print(wasRunning ? 'Local mode stopped.\n' : 'Local mode was not running.\n')
  return 0
}

/** Only a daemon can have those save that a crashed one left. */
async function stateWithDaemon(context: Context, local: LocalMode): Promise<SettledState> {
  const { signal } = context
  const onWait = () => context.notice('Local mode is starting or stopping; waiting for it.')
  const state = await local.settled({ signal, onWait })
  if (state.running || state.leftPods === undefined) return state
  context.notice(
    `The daemon of local mode is gone, but ${state.leftPods.join(', ')} keep running; they are taken over first.`,
  )
  return local.up({ signal })
}

async function list(context: Context, yes: boolean): Promise<readonly Polecat[]> {
  try {
    return (await (await context.client()).list(polecats, { signal: context.signal })).items
  } catch (error) {
    context.signal.throwIfAborted()
    if (yes) return []
    throw new GastownError('still-running', `cannot list running polecats: ${messageOf(error)}`, {
      cause: error,
      hints: ['Stop it without the list: gastown local down --yes', 'Stop it immediately: gastown local down --force'],
    })
  }
}

async function forget(context: Context): Promise<void> {
  const folder = configFolder(context.env, context.home)
  const remembered = await readConfig(folder)
  if (remembered.context === 'local') await writeConfig(folder, { ...remembered, context: undefined })
}

async function waitOut<T>({ signal }: Context, names: readonly string[], wait: () => Promise<T>): Promise<T> {
  try {
    return await wait()
  } catch (error) {
    if (!signal.aborted) throw error
    const saves = names.length === 0 ? '' : `, and saves the work of ${names.join(', ')} first`
    throw new GastownError('interrupted', `stopped waiting; local mode continues to stop${saves}`, {
      cause: error,
      hints: ['Wait for it again with: gastown local down', 'See what is still running with: gastown status -A'],
    })
  }
}

/** The daemon was ended by somebody else, who asked nothing of its agents. */
async function endedOtherwise(context: Context, local: LocalMode): Promise<number> {
  const { leftPods } = await local.status()
  if (leftPods !== undefined)
    throw new GastownError(
      'still-running',
      `the daemon was stopped from outside; ${leftPods.join(', ')} keep running without it`,
      {
        hints: ['Take them over with: gastown local up', 'Save their work and stop them with: gastown local down'],
      },
    )
  context.print('Local mode stopped.\n')
  return 0
}

/** Whether commands without a flag mean local mode now. */
async function isLocalByItself({ env }: Context, config: Config): Promise<boolean> {
  return env.GASTOWN_CONTEXT ? env.GASTOWN_CONTEXT === 'local' : !(await runtimeOf(config).clusterConfigured())
}
