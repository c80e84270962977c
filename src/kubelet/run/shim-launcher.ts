/**
 * Starts shims through a small shell: to fork a process of the daemon's size takes milliseconds of processor, and many
 * more during which nothing else of it runs.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join, relative } from 'node:path'
import { createInterface } from 'node:readline'
import { messageOf } from '../../errors.ts'
import { orphanWatch } from './orphan-watch.ts'
import { processInfo } from './process-id.ts'

/**
 * `$1`: the folder of all pods; each line of its input: a run's folder below; `$2`: the PATH. Answers with the pid. Its
 * input ends with the daemon, and nobody else knows by then what it started.
 */
const script = `set -f
${orphanWatch}
session=
if [ "$3" = shared ]; then set -m; elif command -v setsid >/dev/null 2>&1; then session=setsid; fi
while IFS= read -r run; do
  $session /bin/sh "$1/$run/shim" "$1/$run" "$2" </dev/null >/dev/null 2>&1 &
  printf '%s\\n' "$!"
done
shift 3
watch_orphans "$@"
`

/** A shim that has claimed nothing yet is looked at this often. */
const pollMs = 500

interface Launch {
  readonly folder: string
  /** Called once when the shim has gone, or cannot come. It may have claimed its run in the last moment. */
  readonly failed: (why: string) => void
}

export interface LauncherOptions {
  readonly podsDir: string
  readonly path: string
  /**
   * A bash, which needs no terminal for job control: all shims are then in one session, each in a process group of its
   * own. Default: a session for each.
   */
  readonly sharing?: string
  /** The folder of pods' secrets in memory. */
  readonly memory?: string | undefined
  /** What runs' control groups are made in. */
  readonly groups?: readonly string[]
}

export class ShimLauncher implements Disposable {
  readonly #options: LauncherOptions
  #shell: ChildProcess | undefined
  /** Told to the shell, and not answered yet, in their order. */
  #asked: Launch[] = []

  constructor(options: LauncherOptions) {
    this.#options = options
  }

  launch(folder: string, failed: (why: string) => void): void {
    this.#shell ??= this.#open()
    this.#asked.push({ folder, failed })
    this.#shell.stdin?.write(`${relative(this.#options.podsDir, folder)}\n`)
  }

  /** Shims go on, as they do when the daemon dies, for as long as their folders are there. */
  [Symbol.dispose](): void {
    this.#shell?.stdin?.end()
  }

  #open(): ChildProcess {
    const { podsDir, path, sharing, memory = '', groups = [] } = this.#options
    const sessions = sharing === undefined ? 'own' : 'shared'
    const shell = spawn(sharing ?? '/bin/sh', ['-c', script, 'sh', podsDir, path, sessions, memory, ...groups], {
      cwd: '/',
      detached: true,
      env: {},
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const lost = (why: string): void => {
      if (this.#shell !== shell) return
      this.#shell = undefined
      for (const { failed } of this.#asked.splice(0)) failed(why)
    }
    shell.once('error', (error) => lost(messageOf(error)))
    shell.once('close', () => lost('the shell that starts shims has ended'))
    // Errors are ignored: `close` tells of the end.
    shell.stdin.on('error', () => {})
    createInterface({ input: shell.stdout }).on('line', (pid) => this.#started(Number(pid)))
    shell.unref()
    for (const pipe of [shell.stdin, shell.stdout]) (pipe as Socket).unref()
    return shell
  }

  #started(pid: number): void {
    const launch = this.#asked.shift()
    if (launch !== undefined) follow(launch, pid, processInfo(pid)?.start)
  }
}

function follow(launch: Launch, pid: number, start: string | undefined): void {
  const timer = setTimeout(() => {
    if (existsSync(join(launch.folder, 'pid'))) return
    if (start !== undefined && processInfo(pid)?.start === start) follow(launch, pid, start)
    else launch.failed('it ended at once')
  }, pollMs)
  timer.unref()
}
