import { KnownRuns, type RunOnDisk } from '../run/container-folder.ts'
import { runMarker, runsSandboxed } from '../run/container-run.ts'
import { isReported } from './pod-folder.ts'
import type { PodSpec } from './pod-spec.ts'
import { RunWatch } from '../run/run-watch.ts'
import { killLeftovers, killShim, killUnwatched } from '../run/signals.ts'

/** Keeps an eye on the newest run of each of a pod's containers. */
export class PodRuns {
  readonly known: KnownRuns
  readonly #podFolder: string
  readonly #changed: () => void
  readonly #watches = new Map<string, RunWatch>()
  readonly #cleaned = new Set<string>()

  constructor(podFolder: string, changed: () => void) {
    this.known = new KnownRuns(podFolder)
    this.#podFolder = podFolder
    this.#changed = changed
  }

  newest(name: string): RunWatch | undefined {
    return this.#watches.get(name)
  }

  /** All runs as they are now, by container. */
  async check(pod: PodSpec): Promise<ReadonlyMap<string, readonly RunOnDisk[]>> {
    const all = new Map<string, readonly RunOnDisk[]>()
    for (const { name } of pod.containers) all.set(name, await this.#checkOne(pod, name))
    return all
  }

  async #checkOne(pod: PodSpec, name: string): Promise<readonly RunOnDisk[]> {
    let runs = this.known.of(name)
    const folder = runs.at(-1)?.folder
    if (folder === undefined) return runs
    if (this.#watches.get(name)?.folder !== folder) {
      this.#watch(name, folder)
      // What happened before the watch was there.
      runs = this.known.of(name)
    }
    this.#watches.get(name)?.check(runs.at(-1)?.state)
    await this.#killLeftovers(pod, name, runs)
    return runs
  }

  #watch(name: string, folder: string): void {
    this.#watches.get(name)?.retire()
    this.#watches.set(name, new RunWatch(folder, this.#changed))
  }

  /** Without a look at the folder, which is gone. */
  async killAll(pod: PodSpec): Promise<void> {
    for (const [folder, { shim }] of this.known.claims)
      if (shim !== 'void') await killShim(shim, runMarker(this.#podFolder, folder, pod))
  }

  /** The daemon ends; the containers go on. */
  abandon(): void {
    for (const watch of this.#watches.values()) watch.abandon()
  }

  /** Processes that a run left behind end with it. */
  async #killLeftovers(pod: PodSpec, name: string, runs: readonly RunOnDisk[]): Promise<void> {
    for (const { folder, state } of runs) {
      if (state.kind !== 'ended' || this.#cleaned.has(folder)) continue
      this.#cleaned.add(folder)
      if (isReported(this.#podFolder)) continue
      if (runsSandboxed(pod, name)) killUnwatched(folder)
      else await killLeftovers(runMarker(this.#podFolder, folder, pod))
    }
  }
}
