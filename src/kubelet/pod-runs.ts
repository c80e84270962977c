import { runsOf, type RunOnDisk } from './container-folder.ts'
import { runMarker, runsSandboxed } from './container-run.ts'
import { isReported } from './pod-folder.ts'
import type { PodSpec } from './pod-spec.ts'
import { RunWatch } from './run-watch.ts'
import { killLeftovers } from './signals.ts'

/** Keeps an eye on the newest run of each of a pod's containers. */
export class PodRuns {
  readonly #podFolder: string
  readonly #changed: () => void
  readonly #watches = new Map<string, RunWatch>()
  readonly #swept = new Set<string>()

  constructor(podFolder: string, changed: () => void) {
    this.#podFolder = podFolder
    this.#changed = changed
  }

  newest(name: string): RunWatch | undefined {
    return this.#watches.get(name)
  }

  check(pod: PodSpec): void {
    for (const { name } of pod.containers) {
      const runs = runsOf(this.#podFolder, name)
      const newest = runs.at(-1)
      if (newest === undefined) continue
      const watched = this.#watches.get(name)
      watched?.check()
      if (watched?.folder !== newest.folder) {
        watched?.close()
        const watch = new RunWatch(newest.folder, this.#changed)
        this.#watches.set(name, watch)
        watch.check()
      }
      if (!runsSandboxed(pod, name)) this.#sweep(pod, runs)
    }
  }

  /** The daemon ends; the containers go on. */
  abandon(): void {
    for (const watch of this.#watches.values()) watch.abandon()
  }

  /** Processes that an unsandboxed run left behind end with it. */
  #sweep(pod: PodSpec, runs: readonly RunOnDisk[]): void {
    for (const { folder, state } of runs) {
      if (state.kind !== 'ended' || this.#swept.has(folder)) continue
      this.#swept.add(folder)
      if (!isReported(this.#podFolder)) killLeftovers(runMarker(this.#podFolder, folder, pod))
    }
  }
}
