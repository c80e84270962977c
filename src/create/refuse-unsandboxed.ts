import type { Context } from '../context.ts'
import { GastownError } from '../errors.ts'

/** Local mode without a working sandbox: an agent may act as the user, who has to agree. */
export async function refuseUnsandboxed(context: Context, flags: { readonly unsandboxed?: boolean }): Promise<void> {
  if (!(await context.isLocal())) return
  const isUnsandboxedAllowed = flags.unsandboxed === true || context.env.GASTOWN_UNSANDBOXED === '1'
  const { sandboxed, why } = await context.local()
  if (sandboxed) return
  if (isUnsandboxedAllowed) return context.notice('Agents run without a sandbox here, with all your permissions.')
  throw new GastownError('denied', `cannot sandbox agents on this machine: ${why ?? 'no sandbox works'}`, {
    hints: [
      'Install bubblewrap, such as with: apt install bubblewrap',
      'Or give the agent all your permissions with --unsandboxed or GASTOWN_UNSANDBOXED=1.',
    ],
  })
}
