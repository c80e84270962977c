/** Watches the folder of a container's newest run: stamps what it prints, and tells when it began or ended. */
import { watch, type FSWatcher } from 'node:fs'
import { readInstance, type InstanceState } from './instance.ts'
import type { LogSource } from '../log/log-read.ts'
import { Stamper } from '../log/log-stamper.ts'

/** Output is stamped at once, then at most this often. */
const stampEvery = 40
/** After a full disk. */
const retryEveryMs = 1000

export class RunWatch implements LogSource {
  readonly folder: string
  readonly #stamper: Stamper
  readonly #changed: () => void
  readonly #closing = new AbortController()
  #watcher: FSWatcher | undefined
  #timer: NodeJS.Timeout | undefined
  #again = false
  #ended = false
  #finishing: Promise<void> | undefined
  #waiting = new Set<(more: boolean) => void>()

  constructor(folder: string, changed: () => void) {
    this.folder = folder
    this.#changed = changed
    this.#stamper = new Stamper(folder)
    try {
      this.#watcher = watch(folder, (_type, file) => this.#noticed(file))
      // Where watches run out, the regular look at every run has to do.
      this.#watcher.on('error', () => this.#unwatch())
    } catch {
      this.#watcher = undefined
    }
  }

  /** Looks at everything; called regularly too, because a watch may miss what happened before it. */
  check(state?: InstanceState): void {
    if (this.#isOver || this.#finishing !== undefined) return
    if ((state ?? readInstance(this.folder)).kind === 'ended') this.#finishing = this.#finish()
    else this.#stampSome()
  }

  async caughtUp(signal: AbortSignal): Promise<void> {
    this.check()
    if (this.#finishing !== undefined) return await this.#finishing
    if (this.#isOver) return
    // What comes while this goes on may wait.
    const limit = AbortSignal.any([signal, AbortSignal.timeout(retryEveryMs)])
    if (await this.#stamper.stampAll(false, limit)) this.#tell(true)
  }

  async more(signal: AbortSignal): Promise<boolean> {
    if (this.#ended || signal.aborted) return false
    return await new Promise((resolve) => {
      const done = (more: boolean) => {
        this.#waiting.delete(done)
        signal.removeEventListener('abort', aborted)
        resolve(more)
      }
      const aborted = () => done(false)
      signal.addEventListener('abort', aborted)
      this.#waiting.add(done)
    })
  }

  /** There is a newer run; what this one printed last is still told. */
  retire(): void {
    this.check()
    if (this.#finishing === undefined) this.#close()
  }

  get #isOver(): boolean {
    return this.#ended || this.#closing.signal.aborted
  }

  #close(): void {
    this.#unwatch()
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#closing.abort()
    this.#stamper[Symbol.dispose]()
  }

  /** The daemon ends, the run may not. */
  abandon(): void {
    this.#close()
    this.#ended = true
    this.#tell(false)
  }

  #noticed(file: string | null): void {
    if (file === 'pid' || file === 'exit') this.#changed()
    if (file === null || file.startsWith('output.')) this.#stampSome()
  }

  #stampSome(): void {
    if (this.#isOver || this.#finishing !== undefined) return
    if (this.#timer !== undefined) {
      this.#again = true
      return
    }
    const isFull = !this.#stamp()
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined
        if (this.#again) this.#stampSome()
      },
      isFull ? retryEveryMs : stampEvery,
    )
  }

  /** False where that cannot be written. */
  #stamp(): boolean {
    try {
      const { fresh, more } = this.#stamper.stamp(false)
      this.#again = more
      if (fresh) this.#tell(true)
      return true
    } catch {
      // A full disk: the times are made once there is room.
      this.#again = true
      return false
    }
  }

  /** The rest of the output, however much that is, with turns for others. */
  async #finish(): Promise<void> {
    clearTimeout(this.#timer)
    try {
      await this.#stamper.stampAll(true, this.#closing.signal)
    } catch {
      this.#timer = setTimeout(() => this.check(), retryEveryMs).unref()
      this.#finishing = undefined
      return
    }
    this.#ended = true
    this.#close()
    this.#tell(false)
  }

  #tell(more: boolean): void {
    for (const resolve of this.#waiting) resolve(more)
  }

  #unwatch(): void {
    this.#watcher?.close()
    this.#watcher = undefined
  }
}
