import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

export type Git = (folder: string, ...args: string[]) => Promise<string>

/** The machine's git with the demo's own home, so that nothing depends on the user's settings. */
export function gitWith(env: NodeJS.ProcessEnv, signal: AbortSignal): Git {
  return async (folder, ...args) => (await run('git', args, { cwd: folder, env, signal })).stdout
}
