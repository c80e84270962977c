import type { Context } from '../context.ts'
import { GastownError } from '../errors.ts'
import { logTargets, type TargetFlags } from './log-targets.ts'
import { logChoice, type LogChoice, type LogFlags } from './log-choice.ts'
import { showLogs } from './show-logs.ts'

/** Each follow is a connection of its own. */
const mostAtOnce = 50

/** The log of one polecat, or of several with their names before the lines. Gives those that were found. */
export async function showAllLogs(
  context: Context,
  given: readonly string[],
  flags: LogFlags & TargetFlags,
): Promise<void> {
  const choice = logChoice(flags)
  const { names, none, later } = await logTargets(context, given, flags)
  const [only] = names
  if (given.length === 1 && only !== undefined) return await showLogs(context, only, choice)
  if (names.length === 0) context.notice(none)
  if (!flags.follow) {
    for (const name of names) await tryOne(context, name, choice)
    return
  }
  const open = new Map<string, Promise<void>>()
  const follow = (name: string): void => {
    if (open.size >= mostAtOnce)
      return context.notice(`${name} is not followed: at most ${mostAtOnce} are at once. Select polecats by name.`)
    open.set(
      name,
      tryOne(context, name, choice).finally(() => open.delete(name)),
    )
  }
  for (const name of names) follow(name)
  for await (const name of later()) follow(name)
  await Promise.all(open.values())
}

/** What is wrong with one does not end the others. */
async function tryOne(context: Context, name: string, choice: LogChoice): Promise<void> {
  try {
    await showLogs(context, name, choice, name)
  } catch (error) {
    if (!(error instanceof GastownError) || !['not-found', 'invalid'].includes(error.kind)) throw error
    context.notice(`[${name}] ${error.message}`)
  }
}
