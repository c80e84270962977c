/** The pods of this node, by uid, each with its worker. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { GastownError, messageOf } from '../../errors.ts'
import { pods } from '../../kube/resources.ts'
import type { V1Pod } from '../../kube/wire.ts'
import { readRecord, writeRecord, type PodRecord } from './pod-folder.ts'
import { keyOf } from './pod-spec.ts'
import { timeText } from './pod-status.ts'
import { PodWorker } from './pod-worker.ts'
import type { WorkerDeps } from './worker-deps.ts'

type PodTableDeps = Omit<WorkerDeps, 'finished'>

export class PodTable {
  readonly folder: string
  readonly #deps: WorkerDeps
  readonly #workers = new Map<string, PodWorker>()
  readonly #left = new Map<string, () => void>()
  /** Pods by uid whose folder could not be read or written, for now. */
  readonly #unopened = new Map<string, V1Pod>()

  constructor(folder: string, deps: PodTableDeps) {
    this.folder = folder
    this.#deps = { ...deps, finished: (uid) => this.#finished(uid) }
  }

  #finished(uid: string): void {
    this.#workers.delete(uid)
    this.#left.get(uid)?.()
    this.#left.delete(uid)
  }

  has(uid: string): boolean {
    return this.#workers.has(uid)
  }

  find(uid: string): PodWorker | undefined {
    return this.#workers.get(uid)
  }

  put(pod: V1Pod): void {
    const { uid } = keyOf(pod)
    const worker = this.#workers.get(uid)
    if (worker !== undefined) return worker.update(pod)
    const fresh = this.#open(pod)
    if (fresh === undefined) return
    this.#unopened.delete(uid)
    this.#workers.set(uid, fresh)
    fresh.sync()
  }

  gone(pod: V1Pod): void {
    const { uid } = keyOf(pod)
    this.#unopened.delete(uid)
    this.#workers.get(uid)?.gone()
  }

  /**
   * A pod that the server does not have, with what is in its folder: it is ended, and saves where it still can.
   * Resolves once that is over.
   */
  putLeft(record: PodRecord): Promise<void> {
    const { uid } = keyOf(record.pod)
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#left.set(uid, resolve)
    const worker = new PodWorker(join(this.folder, uid), record, record.pod, this.#deps)
    this.#workers.set(uid, worker)
    worker.gone()
    return promise
  }

  syncRunning(): void {
    for (const pod of this.#unopened.values()) this.put(pod)
    for (const worker of this.#workers.values()) if (!worker.over) worker.sync()
  }

  async killAll(): Promise<void> {
    await Promise.all([...this.#workers.values()].map((worker) => worker.killAll()))
  }

  async close(): Promise<void> {
    await Promise.all([...this.#workers.values()].map((worker) => worker.close()))
  }

  #open(pod: V1Pod): PodWorker | undefined {
    const { uid, namespace, name } = keyOf(pod)
    if (!/^[0-9a-zA-Z-]+$/.test(uid)) return undefined
    const folder = join(this.folder, uid)
    const { startTime } = pod.status ?? {}
    try {
      let record = readRecord(folder)
      if (record === undefined) {
        // The pod ran here before: it must not run again on nothing.
        if (startTime !== undefined && !existsSync(folder)) {
          this.#lost(pod)
          return undefined
        }
        record = { pod, startTime: startTime ?? timeText(Date.now()) }
        writeRecord(folder, record)
      }
      return new PodWorker(folder, record, pod, this.#deps)
    } catch (error) {
      if (!this.#unopened.has(uid)) this.#deps.notice(`pod ${namespace}/${name} cannot start: ${messageOf(error)}`)
      this.#unopened.set(uid, pod)
      return undefined
    }
  }

  #lost(pod: V1Pod): void {
    const { uid, namespace, name } = keyOf(pod)
    const { client, notice } = this.#deps
    const ended = ['Succeeded', 'Failed'].includes(pod.status?.phase ?? '')
    const write = async () => {
      if (!ended) {
        const status = {
          phase: 'Failed',
          reason: 'NodeLost',
          message: `the folder of pod ${name} is gone from this machine`,
        }
        await client.mergePatch(pods, name, namespace, { metadata: { uid }, status }, { subresource: 'status' })
      }
      if (pod.metadata?.deletionTimestamp !== undefined && pod.metadata.deletionGracePeriodSeconds !== 0)
        await client.remove(pods, name, namespace, { graceSeconds: 0, uid })
    }
    write().catch((error: unknown) => {
      if (error instanceof GastownError && error.kind === 'not-found') return
      notice(`pod ${namespace}/${name}, whose folder is gone: ${messageOf(error)}`)
    })
  }
}
