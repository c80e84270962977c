/** Watches the folder of a container's newest run: stamps what it prints, and tells when it began or ended. */
import { watch, type FSWatcher } from 'node:fs'
import { readInstance, type InstanceState } from './instance.ts'
import type { LogSource } from './log-read.ts'
import { Stamper } from './log-stamps.ts'

/** Output is stamped at once, then at most this often. */
const stampEvery = 40

export class RunWatch implements LogSource {
  readonly folder: string
  readonly #stamper: Stamper
  readonly #changed: () => void
  #watcher: FSWatcher | undefined
  #timer: NodeJS.Timeout | undefined
  #again = false
  #ended = false
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
    if (this.#ended) return
    const ended = (state ?? readInstance(this.folder)).kind === 'ended'
    this.#stamp(ended)
    if (!ended) return
    this.#ended = true
    this.close()
    this.#tell(false)
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

  close(): void {
    this.#unwatch()
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#stamper[Symbol.dispose]()
  }

  /** The daemon ends, the run may not. */
  abandon(): void {
    this.close()
    this.#ended = true
    this.#tell(false)
  }

  #noticed(file: string | null): void {
    if (file === 'pid' || file === 'exit') this.#changed()
    if (file !== 'output' && file !== null) return
    if (this.#timer !== undefined) {
      this.#again = true
      return
    }
    try {
      this.#stamp(false)
    } catch {
      // A full disk: the regular look tries again, and tells.
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      if (!this.#again) return
      this.#again = false
      this.#noticed('output')
    }, stampEvery)
  }

  #stamp(ended: boolean): void {
    if (this.#stamper.stamp(ended)) this.#tell(true)
  }

  #tell(more: boolean): void {
    for (const resolve of this.#waiting) resolve(more)
  }

  #unwatch(): void {
    this.#watcher?.close()
    this.#watcher = undefined
  }
}
