import type { Context } from '../context.ts'
import type { Problem } from '../errors.ts'
import { askYesNo } from '../confirm/ask-yes-no.ts'
import { canConfirm } from '../confirm/confirm.ts'
import { sanitizeForTerminal } from '../text/sanitize.ts'

/**
 * Shows what work is not known to be saved, and asks whether it may be lost with the polecats. Where there is no terminal
 * to ask on, that they are to be deleted by force has answered it.
 */
export async function confirmLoss(context: Context, unsaved: readonly Problem[]): Promise<boolean> {
  for (const { message } of unsaved) context.notice(sanitizeForTerminal(message, { multiline: true }))
  if (!canConfirm(context)) return true
  const { streams, signal } = context
  return await askYesNo('Work that is not on the remote may be lost. Delete anyway?', {
    input: streams.stdin,
    output: streams.stderr,
    signal,
  })
}
