/** Starts the daemon's process and waits for its word on how that went. */
import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { GastownError } from '../errors.ts'
import { installation } from '../installation.ts'
import { daemonEnvironment } from './daemon-environment.ts'
import { memoryEnvironment, memoryOptions } from './memory.ts'
import type { LocalPaths } from './paths.ts'
import type { Report } from './report.ts'
import type { LocalOptions } from './status.ts'

export interface StartOptions extends LocalOptions {
  /** Default: the one of the last time, else a free one. */
  readonly port?: number
  /** The daemon's own program; the installation's otherwise. */
  readonly daemonProgram?: string
}

const largestLog = 10 * 1024 * 1024

export async function startDaemon(paths: LocalPaths, options: StartOptions): Promise<Report> {
  const { daemonProgram, compileCache } = installation()
  const program = options.daemonProgram ?? daemonProgram
  const words = [...memoryOptions, program, paths.home, ...(options.port === undefined ? [] : [String(options.port)])]
  const log = openLog(paths.log)
  try {
    const daemon = spawn(process.execPath, words, {
      cwd: '/',
      detached: true,
      env: {
        ...daemonEnvironment(options.env, options.home),
        ...memoryEnvironment,
        // A quarter of its start is compiling otherwise.
        NODE_COMPILE_CACHE: compileCache,
      },
      stdio: ['ignore', log, log, 'pipe'],
    })
    daemon.unref()
    const failed = new Promise<never>((_resolve, reject) => daemon.once('error', reject))
    const words_ = await Promise.race([text(daemon.stdio[3] as Readable), failed])
    if (words_ !== '') return JSON.parse(words_) as Report
    throw new GastownError('bug', `the daemon of local mode exited immediately: ${lastLines(paths.log)}`, {
      hints: [`Its whole log is ${paths.log}.`],
    })
  } finally {
    closeSync(log)
  }
}

function openLog(file: string): number {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size > largestLog) renameSync(file, `${file}.1`)
  return openSync(file, 'a', 0o600)
}

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-5).join('\n')
}
