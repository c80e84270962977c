import { existsSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import type { Counted, CountFolders } from './folder-count.ts'
import type { PodSpec } from '../pod/pod-spec.ts'
import type { WorkerDeps } from '../pod/worker-deps.ts'
import { pastLimit, roomOf, storageLimits, type StorageUse } from './storage-limits.ts'

/** Pauses between counts: at least a kubelet's, and longer the longer a count takes. */
const leastPauseMs = 10_000
const pauseForCount = 20
const pauseAfterFailureMs = 60_000
/** Pauses between counts where the disk shows no growth: others may free as much as this pod writes. */
const leastUntoldMs = 30_000
const pauseForUntold = 200
const longestPauseMs = 600_000

type StorageWatchDeps = Pick<WorkerDeps, 'count' | 'notice'>

/**
 * Watches what one pod keeps on disk. To count its files is dear: that is done once the whole disk has grown by half of
 * what the pod has left, and now and again, the seldomer the dearer it is.
 */
export class StorageWatch {
  readonly #podFolder: string
  readonly #limits: ReturnType<typeof storageLimits>
  readonly #volumes: readonly string[]
  readonly #deps: StorageWatchDeps
  readonly #name: string
  readonly #onLimit: () => void
  #counted: { readonly use: StorageUse; readonly disk: number; readonly again: number } | undefined
  #counting = false
  #notBefore = 0
  #isFailureTold = false
  #message: string | undefined
  #closed = false

  /** `onLimit` is called once it is past a limit. */
  constructor(podFolder: string, pod: PodSpec, deps: StorageWatchDeps, onLimit: () => void) {
    this.#podFolder = podFolder
    this.#limits = storageLimits(pod)
    this.#volumes = pod.volumes.filter(({ emptyDir }) => emptyDir !== undefined).map(({ name }) => name)
    this.#deps = deps
    this.#name = `${pod.key.namespace}/${pod.key.name}`
    this.#onLimit = onLimit
  }

  /** Which limit it is past, in a kubelet's words. */
  get message(): string | undefined {
    return this.#message
  }

  /** Quick: it counts later, where there is reason to. */
  check(now: number): void {
    const { count } = this.#deps
    if (count === undefined || this.#limits.length === 0) return
    if (this.#message !== undefined || this.#counting || now < this.#notBefore) return
    const disk = usedOf(this.#podFolder)
    if (disk === undefined || !this.#isWorthIt(disk, now)) return
    this.#counting = true
    void this.#countAll(count, disk, now).finally(() => (this.#counting = false))
  }

  #isWorthIt(disk: number, now: number): boolean {
    if (this.#counted === undefined) return true
    const { use, disk: before, again } = this.#counted
    return disk - before >= roomOf(this.#limits, use) / 2 || now >= again
  }

  /** Ends the watch; a count under way has no effect. */
  close(): void {
    this.#closed = true
  }

  async #countAll(count: CountFolders, disk: number, began: number): Promise<void> {
    const place = (volume: string) => join(this.#podFolder, 'volumes', volume)
    const volumes = this.#volumes.filter((volume) => existsSync(place(volume)))
    // Logs, and without a sandbox homes and temporary files.
    const beside = join(this.#podFolder, 'containers')
    const counted = await count([...volumes.map(place), beside])
    if (this.#closed) return
    this.#notBefore = Date.now() + pauseAfter(counted)
    if (counted === undefined) return this.#tellFailure()
    const { bytes } = counted
    const sizes = volumes.map((volume) => [volume, bytes.get(place(volume)) ?? 0] as const)
    const use = { volumes: new Map(sizes), beside: bytes.get(beside) ?? 0 }
    this.#counted = { use, disk, again: began + pauseOf(counted.tookMs, leastUntoldMs, pauseForUntold) }
    this.#message = pastLimit(this.#limits, use)
    if (this.#message !== undefined) this.#onLimit()
  }

  #tellFailure(): void {
    if (!this.#isFailureTold)
      this.#deps.notice(`pod ${this.#name}: what it keeps on disk could not be counted; it is tried again`)
    this.#isFailureTold = true
  }
}

function pauseAfter(counted: Counted | undefined): number {
  return counted === undefined ? pauseAfterFailureMs : pauseOf(counted.tookMs, leastPauseMs, pauseForCount)
}

function pauseOf(tookMs: number, least: number, times: number): number {
  return Math.min(Math.max(least, tookMs * times), longestPauseMs)
}

/** Bytes in use on the disk; undefined where it cannot be read, which the pod's own sync reports. */
function usedOf(folder: string): number | undefined {
  try {
    const { blocks, bfree, bsize } = statfsSync(folder)
    return (blocks - bfree) * bsize
  } catch {
    return undefined
  }
}
