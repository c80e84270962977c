/** Looks after one pod: sees what is on disk, asks the plan, carries it out, reports. Every look starts from the disk. */
import { basename, join } from 'node:path'
import { GastownError, messageOf } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import type { Errands } from '../kube/errands.ts'
import { pods } from '../kube/resources.ts'
import type { V1Pod } from '../kube/wire.ts'
import { ConfigError } from './config-error.ts'
import { seeContainer, type Waiting } from './container-folder.ts'
import { isOwnProgram, runMarker } from './container-run.ts'
import type { Host } from './host.ts'
import type { Launchers } from './launchers.ts'
import { plan, restartAt, type Step, type StopOrder } from './plan.ts'
import { PodEvents } from './pod-events.ts'
import { adoptRuns, isReported, markReported, readStop, writeStop, type PodRecord } from './pod-folder.ts'
import { objectReader, type ReadObject } from './pod-objects.ts'
import { PodRuns } from './pod-runs.ts'
import { ordersOf, readPod, type PodSpec } from './pod-spec.ts'
import { podStatus, timeText, type ReportedContainer } from './pod-status.ts'
import { removeFolder } from './remove-folder.ts'
import type { RunWatch } from './run-watch.ts'
import { kill, terminate } from './signals.ts'
import { startRun } from './start-run.ts'
import { StatusWriter } from './status-writer.ts'
import { deadlineOf, stopOrder } from './stop-order.ts'
import { PodVolumes } from './volumes.ts'

export interface WorkerGround {
  readonly client: Client
  readonly host: Host
  readonly launchers: Launchers
  readonly errands: Errands
  readonly nodeName: string
  readonly memory: string | undefined
  notice(line: string): void
  /** The folder is gone, and nothing is left to do. */
  finished(uid: string): void
}

const configRetry = 1000

export class PodWorker {
  readonly folder: string
  readonly #ground: WorkerGround
  readonly #startTime: string
  readonly #secretFolder: string | undefined
  readonly #volumes: PodVolumes
  readonly #status: StatusWriter
  readonly #events: PodEvents
  readonly #runs: PodRuns
  readonly #read: ReadObject
  readonly #waiting = new Map<string, Waiting>()
  #pod: PodSpec
  #orders: string
  #gone = false
  #closed = false
  #over = false
  #removing = false
  #looking: Promise<void> | undefined
  #lookAgain = false
  #timer: NodeJS.Timeout | undefined

  /** `record` is on disk already; what an earlier daemon left is adopted. */
  constructor(folder: string, record: PodRecord, pod: V1Pod, ground: WorkerGround) {
    this.folder = folder
    this.#ground = ground
    this.#pod = readPod(pod)
    this.#orders = ordersOf(pod)
    this.#startTime = record.startTime
    const { uid } = this.#pod.key
    this.#secretFolder = ground.memory === undefined ? undefined : join(ground.memory, uid)
    this.#volumes = new PodVolumes({ folder: join(folder, 'volumes'), secretFolder: this.#secretFolder })
    this.#status = new StatusWriter(ground.client, this.#pod.key, pod.status, ground.notice)
    this.#events = new PodEvents(ground.client, this.#pod.key, ground.nodeName, ground.errands)
    this.#runs = new PodRuns(folder, () => this.look())
    this.#read = objectReader(ground.client, this.#pod.key.namespace)
    adoptRuns(folder, pod)
  }

  get pod(): PodSpec {
    return this.#pod
  }

  /** Nothing runs, and nothing will. */
  get over(): boolean {
    return this.#over
  }

  update(pod: V1Pod): void {
    const orders = ordersOf(pod)
    if (orders === this.#orders) return
    this.#orders = orders
    this.#pod = readPod(pod)
    this.look()
  }

  /** The server does not have the pod any more. */
  gone(): void {
    this.#gone = true
    this.#status.stop()
    this.look()
  }

  /** The newest run of a container, for its log. */
  watchOf(name: string): RunWatch | undefined {
    return this.#runs.newest(name)
  }

  look(): void {
    if (this.#closed) return
    if (this.#looking !== undefined) {
      this.#lookAgain = true
      return
    }
    this.#looking = this.#lookOnce()
      .catch((error: unknown) => {
        this.#ground.notice(`pod ${this.#pod.key.namespace}/${this.#pod.key.name}: ${messageOf(error)}`)
        this.#again(Date.now() + configRetry)
      })
      .finally(() => {
        this.#looking = undefined
        if (!this.#lookAgain) return
        this.#lookAgain = false
        this.look()
      })
  }

  /** The daemon ends; the containers go on. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#looking
    this.#runs.abandon()
    await this.#status.settled()
  }

  async #lookOnce(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#volumes.refreshDownward(this.#pod)
    const runs = this.#runs.check(this.#pod)
    const now = Date.now()
    const seen = this.#pod.containers.map((spec) =>
      seeContainer(runs.get(spec.name) ?? [], this.#runs.known, spec, this.#waiting.get(spec.name)),
    )
    const stop = this.#over ? readStop(this.folder) : this.#stop(seen, now)
    const next = plan(this.#pod, seen, stop, now)
    if (next.over) await this.#volumes.removeSecrets(this.#pod)
    this.#report(next.ending ? seen : seen.map(withRestart), stop, next.over)
    this.#over = next.over
    if (next.over) return await this.#end(seen)
    for (const step of next.steps) await this.#carryOut(step, seen, now)
    const deadline = deadlineOf({ pod: this.#pod, startTime: Date.parse(this.#startTime) })
    const times = [next.again, stop === undefined ? deadline : undefined].filter((time) => time !== undefined)
    if (times.length > 0) this.#again(Math.min(...times))
    if (next.steps.some((step) => step.do === 'start')) this.#lookAgain = true
  }

  #stop(seen: readonly ReportedContainer[], now: number): StopOrder | undefined {
    const before = readStop(this.folder)
    const mainEnded = seen.every((one) => one.spec.kind !== 'main' || one.state === 'ended')
    const facts = { pod: this.#pod, startTime: Date.parse(this.#startTime), gone: this.#gone, mainEnded }
    const order = stopOrder(before, facts, now)
    if (order !== undefined && order !== before) writeStop(this.folder, order)
    return order
  }

  async #carryOut(step: Step, seen: readonly ReportedContainer[], now: number): Promise<void> {
    const one = seen.find((container) => container.spec.name === step.name)
    if (one === undefined) return
    if (step.do === 'start') return await this.#start(one)
    const folder = this.#runs.known.of(step.name).at(-1)?.folder
    if (folder === undefined) return
    if (step.do === 'terminate') terminate(folder, { age: now - (one.startedAt ?? now), own: isOwnProgram(one.spec) })
    else kill(folder, runMarker(this.folder, folder, this.#pod))
  }

  async #start(one: ReportedContainer): Promise<void> {
    const { host, launchers } = this.#ground
    const { spec } = one
    const ground = { podFolder: this.folder, host, read: this.#read, secretFolder: this.#secretFolder }
    const runPlan = { pod: this.#pod, spec, ...ground }
    try {
      await startRun(runPlan, this.#volumes, launchers, () => this.look())
      this.#waiting.delete(spec.name)
      this.#events.started(spec.name)
    } catch (error) {
      const mount = error instanceof ConfigError && error.reason === 'FailedMount'
      const reason = mount
        ? spec.kind === 'main'
          ? 'ContainerCreating'
          : 'PodInitializing'
        : 'CreateContainerConfigError'
      this.#waiting.set(spec.name, { reason, message: messageOf(error), retryAt: Date.now() + configRetry })
      this.#events.warn(mount ? 'FailedMount' : 'Failed', messageOf(error))
    } finally {
      this.#runs.known.forget(spec.name)
    }
  }

  #report(seen: readonly ReportedContainer[], stop: StopOrder | undefined, over: boolean): void {
    for (const { end } of seen) if (end?.reason === 'StartError') this.#events.warn('Failed', `Error: ${end.message}`)
    const { nodeName } = this.#ground
    const now = timeText(Date.now())
    const report = { pod: this.#pod, nodeName, startTime: this.#startTime, seen, stop, over, now }
    this.#status.want(podStatus(report, this.#status.newest))
  }

  async #end(seen: readonly ReportedContainer[]): Promise<void> {
    await this.#status.settled()
    if (this.#status.upToDate) markReported(this.folder)
    if (this.#gone) return await this.#leave(seen)
    if (this.#closed) return
    if (this.#pod.deletion === undefined || this.#removing) return
    this.#removing = true
    const { namespace, name, uid } = this.#pod.key
    try {
      await this.#ground.client.remove(pods, name, namespace, { graceSeconds: 0, uid })
    } catch (error) {
      this.#removing = false
      if (!(error instanceof GastownError && ['not-found', 'conflict'].includes(error.kind))) throw error
    }
  }

  /** Work that nobody has recorded stays where it is, and is told of, unless the sidecars ended as those do that saved it. */
  async #leave(seen: readonly ReportedContainer[]): Promise<void> {
    const worked = seen.some((one) => one.spec.kind === 'main' && one.runs > 0)
    const sidecars = seen.filter((one) => one.spec.kind === 'sidecar')
    const saved = sidecars.length > 0 && sidecars.every((one) => one.end?.exitCode === 0)
    const { name } = this.#pod.key
    if (worked && saved) this.#ground.notice(`pod ${name}, which is gone, has ended and saved its work`)
    if (worked && !saved && !isReported(this.folder))
      this.#ground.notice(`pod ${name} was removed before its end was recorded; its files stay in ${this.folder}`)
    else await removeFolder(this.folder)
    this.#closed = true
    this.#ground.finished(basename(this.folder))
  }

  #again(time: number): void {
    clearTimeout(this.#timer)
    if (!this.#closed)
      this.#timer = setTimeout(() => this.look(), Math.max(1, Math.min(time - Date.now(), 2 ** 31 - 1)))
  }
}

function withRestart(one: ReportedContainer): ReportedContainer {
  return one.spec.kind === 'sidecar' && one.state === 'ended' ? { ...one, restartAt: restartAt(one) } : one
}
