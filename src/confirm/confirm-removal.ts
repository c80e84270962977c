import type { Context } from '../context.ts'
import { confirm } from './confirm.ts'

/** Asks whether what was shown may go. */
export function confirmRemoval(context: Context, count: number): Promise<boolean> {
  return confirm(context, `Remove ${count === 1 ? 'it' : `these ${count}`}?`, {
    kind: 'work-unsaved',
    message: 'nothing was removed',
    problems: [{ field: '--yes', message: 'required without a terminal' }],
  })
}
