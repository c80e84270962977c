/** Whether agents can be locked in on this machine. The sandbox itself is written in `sandbox-arguments.ts`. */
import { spawn } from 'node:child_process'
import type { Writable } from 'node:stream'
import { findProgram } from '../run/find-program.ts'
import { systemArguments } from './sandbox-arguments.ts'
import { seccompFilter } from './seccomp-filter.ts'

export interface SandboxProbe {
  readonly ok: boolean
  /** Where it does not work: why, for people. */
  readonly reason?: string
  /** bubblewrap's own path. */
  readonly program: string
  /** The filter of system calls; undefined where there is none. */
  readonly filter?: Buffer | undefined
  /** Where there is a sandbox without a filter: why, for people. */
  readonly unfiltered?: string
  /** Where folders in memory have no size of their own: why, for people. */
  readonly unsized?: string
}

type Attempt = Pick<SandboxProbe, 'program' | 'filter'> & { readonly sized: boolean }

/** Runs `true` in a sandbox like the containers' own: only that shows whether user namespaces are allowed here. */
export async function probeSandbox(path = process.env.PATH ?? '', arch: string = process.arch): Promise<SandboxProbe> {
  if (process.platform !== 'linux')
    return { ok: false, reason: 'sandboxes need Linux; on this system only clusters are supported', program: 'bwrap' }
  const program = await findProgram('bwrap', path)
  if (program === undefined)
    return {
      ok: false,
      reason: 'bubblewrap (bwrap) is not installed; install the package bubblewrap',
      program: 'bwrap',
    }
  const filter = seccompFilter(arch)
  let attempt: Attempt = { program, filter, sized: true }
  let failure = await tryOut(attempt)
  const unsized = failure !== undefined && /option --size/.test(failure) ? 'bubblewrap is older than 0.7' : undefined
  if (unsized !== undefined) failure = await tryOut((attempt = { ...attempt, sized: false }))
  const found = { ok: true, program, ...(unsized === undefined ? {} : { unsized }) }
  if (failure === undefined && filter !== undefined) return { ...found, filter }
  const bare = filter === undefined ? failure : await tryOut({ ...attempt, filter: undefined })
  if (bare !== undefined) return { ok: false, reason: `bubblewrap does not work here: ${bare}`, program }
  const unfiltered = failure ?? `the system calls of ${arch} are not in the filter's table`
  return { ...found, unfiltered }
}

/** Why it does not work; undefined where it does. */
async function tryOut({ program, filter, sized }: Attempt): Promise<string | undefined> {
  const system = await systemArguments(sized ? 1 << 20 : undefined)
  const options = [system, filter === undefined ? [] : ['--seccomp', '3'], ['--die-with-parent']]
  const child = spawn(program, [...options.flat(), '--as-pid-1', '--', 'true'], {
    env: { PATH: '/usr/bin:/bin' },
    timeout: 10_000,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  const feed = child.stdio[3] as Writable
  // Bubblewrap may have ended before it read.
  feed.on('error', () => {})
  feed.end(filter)
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text))
  return await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) =>
      resolve(code === 0 ? undefined : said.trim() || `it ended with ${code ?? signal}`),
    )
  })
}
