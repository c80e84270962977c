import { spawn, type ChildProcess, type ChildProcessWithoutNullStreams } from 'node:child_process'
import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { codeOf } from '../errors.ts'

export interface GitCall {
  readonly env: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Written to stdin, which is closed then; without it stdin is empty. */
  readonly input?: string | Uint8Array
  /** TERM after this many milliseconds, KILL two seconds later. */
  readonly timeoutMs: number
  /** Ends the call as the timeout does. */
  readonly signal?: AbortSignal
  /** Bytes kept of each stream; a call that prints more on stdout fails. */
  readonly maxBytes?: number
  /** Each piece of stderr as it comes, for progress. */
  readonly onStderr?: (text: string) => void
  /** Each piece of what is written to descriptor 3. */
  readonly onTrace?: (text: string) => void
}

export interface GitResult {
  /** Exit status; 128 and more also where a signal ended it. */
  readonly status: number
  readonly stdout: Buffer
  readonly stderr: string
  readonly timedOut: boolean
  /** Whether the program printed more than was asked for. */
  readonly tooLong: boolean
}

/**
 * Runs git with an argument vector and exactly the given environment. Resolves whatever its status is;
 * rejects only where git could not be started at all.
 */
export function runGit(args: readonly string[], call: GitCall): Promise<GitResult> {
  return runProgram('git', args, call)
}

/** The same for a program that git would run. */
export async function runProgram(program: string, args: readonly string[], call: GitCall): Promise<GitResult> {
  call.signal?.throwIfAborted()
  const limit = call.maxBytes ?? 64 * 1024 * 1024
  // A group of its own, so that ssh and helpers end with it, and so that our container's signals do not cut a push.
  const child = spawn(program, args, {
    cwd: call.cwd ?? '/',
    env: call.env,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', ...(call.onTrace ? (['pipe'] as const) : [])],
  }) as ChildProcessWithoutNullStreams
  const out: Buffer[] = []
  let outBytes = 0
  let stderr = ''
  let timedOut = false
  const end = (): void => {
    signalGroup(child, 'SIGTERM')
    killer = setTimeout(() => signalGroup(child, 'SIGKILL'), 2000)
  }
  let killer: NodeJS.Timeout | undefined
  const timer = setTimeout(() => {
    timedOut = true
    end()
  }, call.timeoutMs)
  call.signal?.addEventListener('abort', end, { once: true })
  child.stdout.on('data', (piece: Buffer) => {
    outBytes += piece.length
    if (outBytes <= limit) out.push(piece)
    else signalGroup(child, 'SIGKILL')
  })
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    call.onStderr?.(piece)
    // The end says why; progress before it does not matter.
    stderr = (stderr + piece).slice(-65_536)
  })
  if (call.onTrace) (child.stdio[3] as Readable).setEncoding('utf8').on('data', call.onTrace)
  // A git that ended early closes the pipe; its status and stderr tell why.
  child.stdin.on('error', () => {})
  child.stdin.end(call.input)
  try {
    const status = await ended(child)
    const tooLong = outBytes > limit
    if (call.signal?.aborted) return { status: status || 143, stdout: Buffer.concat(out), stderr, timedOut, tooLong }
    if (tooLong) stderr += '\nfatal: more output than expected\n'
    return { status, stdout: Buffer.concat(out), stderr, timedOut, tooLong }
  } finally {
    clearTimeout(timer)
    clearTimeout(killer)
    call.signal?.removeEventListener('abort', end)
  }
}

/**
 * What a program leaves behind may keep our pipes open for as long as it likes: a credential cache, an ssh that stays for
 * the next connection. Where nothing comes through them any more, all that the program wrote itself has come.
 */
const quietMs = 500

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let quiet: NodeJS.Timeout | undefined
    const settle = (code: number | null, signal: NodeJS.Signals | null) => {
      clearTimeout(quiet)
      resolve(code ?? (signal === 'SIGKILL' ? 137 : 143))
    }
    child.once('error', reject)
    child.once('close', settle)
    child.once('exit', (code, signal) => {
      let before = -1
      const check = () => {
        const bytes = bytesRead(child)
        if (bytes === before) {
          for (const stream of child.stdio) stream?.destroy()
          return settle(code, signal)
        }
        before = bytes
        // After a turn of the event loop, so that what waits in a pipe of a busy process is read before.
        quiet = setTimeout(() => setImmediate(check), quietMs)
      }
      check()
    })
  })
}

function bytesRead({ stdio }: ChildProcess): number {
  return stdio.reduce((sum, stream) => sum + ((stream as Partial<Socket> | null)?.bytesRead ?? 0), 0)
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch (error) {
    // The process ended by itself in between.
    if (codeOf(error) !== 'ESRCH') throw error
  }
}
