/** Whether agents can be locked in on this machine. The sandbox itself is written in `sandbox-arguments.ts`. */
import { execFile } from 'node:child_process'
import { findProgram } from './find-program.ts'
import { systemArguments } from './sandbox-arguments.ts'

export interface SandboxProbe {
  readonly ok: boolean
  /** Where it does not work: why, for people. */
  readonly reason?: string
  /** bubblewrap's own path. */
  readonly program: string
}

/** Runs `true` in a sandbox like the containers' own: only that shows whether user namespaces are allowed here. */
export async function probeSandbox(path = process.env.PATH ?? ''): Promise<SandboxProbe> {
  if (process.platform !== 'linux')
    return { ok: false, reason: 'sandboxes need Linux; on this system only clusters are supported', program: 'bwrap' }
  const program = await findProgram('bwrap', path)
  if (program === undefined)
    return {
      ok: false,
      reason: 'bubblewrap (bwrap) is not installed; install the package bubblewrap',
      program: 'bwrap',
    }
  const words = [...(await systemArguments()), '--die-with-parent', '--as-pid-1', '--', 'true']
  return await new Promise((resolve) => {
    execFile(program, words, { env: { PATH: '/usr/bin:/bin' }, timeout: 10_000 }, (error, _stdout, stderr) => {
      if (error === null) resolve({ ok: true, program })
      else resolve({ ok: false, reason: `bubblewrap does not work here: ${stderr.trim() || error.message}`, program })
    })
  })
}
