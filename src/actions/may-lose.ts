import type { Context } from '../context.ts'
import type { Problem } from '../errors.ts'
import { neutraliseText } from '../terminal.ts'
import { canAsk, consents } from './consents.ts'

/** Shows what work is not known to be saved, and asks whether it may be lost with these polecats. */
export function mayLose(context: Context, unsaved: readonly Problem[], names: readonly string[]): Promise<boolean> {
  const them = names.length === 1 ? 'it' : `these ${names.length}`
  // A refusal lists them by itself.
  if (canAsk(context)) for (const { message } of unsaved) context.notice(neutraliseText(message))
  return consents(context, `What of this is not on the remote may be lost. Delete ${them}?`, {
    kind: 'work-unsaved',
    message: 'nothing was deleted, because work may be lost',
    problems: unsaved,
    hints: [`Delete ${them} all the same with: gastown delete ${names.join(' ')} --force --yes`],
  })
}
