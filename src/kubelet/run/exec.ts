/** Runs a command beside a container: a second sandbox with the same arguments, or the same variables and folder. */
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Readable, Writable } from 'node:stream'
import { GastownError } from '../../errors.ts'
import { containerProgram } from '../../pod/layout.ts'
import { filterFile } from './container-run.ts'
import { findProgram } from './find-program.ts'
import { installationView, type Host } from '../host.ts'
import { isSandboxed, readInstance } from './instance.ts'
import { signalProcess } from './process-id.ts'
import { limitsBeside } from '../limits/run-limits.ts'
import { limitLines, messagePipe, quote } from './shim.ts'
import { resizeTerminal } from './terminal-size.ts'

export interface ExecOptions {
  readonly command: readonly string[]
  readonly tty: boolean
  readonly stdin?: Readable
  readonly stdout: Writable
  readonly stderr: Writable
  readonly sizes: AsyncIterable<{ columns: number; rows: number }>
  readonly signal: AbortSignal
}

export interface ExecPlace {
  readonly folder: string
  readonly name: string
  readonly host: Host
  readonly signal: AbortSignal
}

export async function execInPod(place: ExecPlace, options: ExecOptions): Promise<number> {
  if (readInstance(place.folder).kind !== 'running')
    throw new GastownError('invalid', `container ${place.name} is not running`)
  if (options.command.length === 0) throw new GastownError('invalid', 'you must specify at least one command')
  const sandboxFile = isSandboxed(place.folder) ? await writeSandbox(place, options) : undefined
  try {
    const filter = join(place.folder, filterFile)
    const open = existsSync(filter) ? 'exec 9<"$1" 7<"$2"' : 'exec 9<"$1"'
    const limits = limitLines(limitsBeside(place.host.cgroups, place.folder))
    const script = [...limits, sandboxFile === undefined ? '. "$1"' : open, 'shift 2', 'exec "$@"'].join('\n')
    const sources = [sandboxFile ?? join(place.folder, 'environment'), filter]
    const sandbox = sandboxFile === undefined ? [] : [place.host.sandbox.program, '--args', '9', '--']
    const command = await ownProgram(options.command, sandboxFile !== undefined, place.host)
    const found = ['/bin/sh', '-c', runIfThere, 'sh', ...command]
    const inside = options.tty ? await inTerminal(found, place.host.path) : found
    return await run(['/bin/sh', '-c', script, 'sh', ...sources, ...sandbox, ...inside], place, options)
  } finally {
    if (sandboxFile !== undefined) await rm(sandboxFile, { force: true })
  }
}

/** As shells have it: 127 where there is no such program. */
const runIfThere = [
  'command -v -- "$1" >/dev/null 2>&1 || { printf "%s: there is no such program in the container\\n" "$1" >&2; exit 127; }',
  'exec "$@"',
].join('; ')

/** Our own program is on no PATH here; in a sandbox, only the containers that it runs in see it. */
async function ownProgram(command: readonly string[], sandboxed: boolean, { installation }: Host): Promise<string[]> {
  const [name = '', ...rest] = command
  if (name !== containerProgram) return [...command]
  if (!sandboxed) return [installation.node, installation.program, ...rest]
  return [...(await installationView(installation)).command, ...rest]
}

/** A container runs from the moment in which its shim says so; what its sandbox is made of is there a moment later. */
async function untilFurnished(folder: string, signal: AbortSignal): Promise<void> {
  while (!existsSync(join(folder, messagePipe)) && readInstance(folder).kind === 'running')
    await sleep(10, undefined, { signal })
}

/** A copy, because it is read from its file once; in memory where that is, because secrets are in it. */
async function writeSandbox({ folder, signal }: ExecPlace, options: ExecOptions): Promise<string> {
  const source = await realpath(join(folder, 'args'))
  const words = (await readFile(source, 'utf8')).split('\0').slice(0, -1)
  if (words.includes(join(folder, messagePipe))) await untilFurnished(folder, AbortSignal.any([signal, options.signal]))
  // Whatever the container has: here may be a terminal.
  words.push('--new-session')
  if (options.tty) words.push('--setenv', 'TERM', 'xterm')
  const file = join(dirname(source), `exec-${randomBytes(6).toString('hex')}`)
  await writeFile(file, words.map((word) => `${word}\0`).join(''), { mode: 0o600 })
  return file
}

/**
 * Node has no pseudo-terminals; `script` of util-linux makes one. It runs inside of the sandbox: a terminal from outside
 * has its session and groups in a namespace that no shell in there can name, and dash ends with an error for that.
 */
async function inTerminal(words: readonly string[], path: string): Promise<string[]> {
  const script = await findProgram('script', path)
  if (script === undefined)
    throw new GastownError('cannot-start', 'a terminal (-t) needs the program "script" of util-linux on this machine', {
      hints: ['Leave out -t, or install the package bsdutils or util-linux.'],
    })
  return [script, '-q', '-f', '-e', '-c', `exec ${words.map(quote).join(' ')}`, '/dev/null']
}

async function run(words: readonly string[], place: ExecPlace, options: ExecOptions): Promise<number> {
  const [program = '', ...rest] = words
  const env = options.tty ? { SHELL: '/bin/sh', TERM: 'xterm', PATH: place.host.path } : {}
  const child = spawn(program, rest, { env, cwd: '/', stdio: 'pipe', detached: true })
  if (!options.tty) return await connect(child, place, options)
  const resizing = resizeTerminal(child, options.sizes, place.host.path)
  try {
    return await connect(child, place, options)
  } finally {
    await resizing.stop()
  }
}

async function connect(child: ChildProcess, place: ExecPlace, options: ExecOptions): Promise<number> {
  const signal = AbortSignal.any([options.signal, place.signal])
  const end = () => {
    // The whole session is killed: the sandbox dies with bubblewrap, others with their group.
    if (child.pid !== undefined && child.exitCode === null) signalProcess(-child.pid, 'SIGKILL')
  }
  signal.addEventListener('abort', end)
  child.stdin?.on('error', () => {
    // The program closed its input; the rest of ours is not wanted.
  })
  if (options.stdin === undefined) child.stdin?.end()
  else if (child.stdin !== null) options.stdin.pipe(child.stdin)
  child.stdout?.pipe(options.stdout, { end: false })
  child.stderr?.pipe(options.stderr, { end: false })
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, name) => resolve(code ?? 128 + (name === null ? 0 : constants.signals[name])))
      if (signal.aborted) end()
    })
  } finally {
    signal.removeEventListener('abort', end)
    if (child.stdin !== null) options.stdin?.unpipe(child.stdin)
  }
}
