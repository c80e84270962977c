import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const launcher = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** The built program, as a user would call it from a folder. */
export interface Gastown {
  run(args: readonly string[], signal?: AbortSignal): Promise<Ran>
  /** The same, or an error with the program's own words. */
  must(args: readonly string[], signal?: AbortSignal): Promise<Ran>
  /** With our own terminal; its notices, which are for another folder and home than the user's, are told by nobody. */
  show(args: readonly string[]): ChildProcess
}

export function gastownIn(folder: string, env: NodeJS.ProcessEnv): Gastown {
  const run: Gastown['run'] = (args, signal) =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [launcher, ...args], {
        cwd: folder,
        env,
        signal,
        // Ctrl-C is for the demo, which ends its commands in order.
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let [stdout, stderr] = ['', '']
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
      child.on('error', reject)
      child.on('close', (code) => resolve({ code: code ?? 130, stdout, stderr }))
    })
  return {
    run,
    async must(args, signal) {
      const ran = await run(args, signal)
      if (ran.code !== 0) throw new Error(`gastown ${args[0]} ${args[1] ?? ''} ended with ${ran.code}:\n${ran.stderr}`)
      return ran
    },
    show: (args) =>
      spawn(process.execPath, [launcher, ...args], { cwd: folder, env, stdio: ['inherit', 'inherit', 'ignore'] }),
  }
}
