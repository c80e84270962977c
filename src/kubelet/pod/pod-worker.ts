/** Looks after one pod: sees what is on disk, asks the plan, carries it out, reports. Every look starts from the disk. */
import { basename, join } from 'node:path'
import { GastownError, messageOf } from '../../errors.ts'
import { pods } from '../../kube/resources.ts'
import type { V1Pod } from '../../kube/wire.ts'
import { Adoption } from './adoption.ts'
import { observeContainer, type Waiting } from '../run/container-folder.ts'
import { isOwnProgram, runMarker } from '../run/container-run.ts'
import { StoredStopRequest } from './stored-stop-request.ts'
import { leavePod } from './leave-pod.ts'
import { NextSync } from './next-sync.ts'
import { plan, type Plan, type ContainerStep, type StopRequest } from './plan.ts'
import { PodEvents } from './pod-events.ts'
import { markReported, type PodRecord } from './pod-folder.ts'
import { objectReader, type ReadObject } from './pod-objects.ts'
import { PodRuns } from './pod-runs.ts'
import { desiredState, readPod, type PodSpec } from './pod-spec.ts'
import { podStatus, timeText, withRestart, type ReportedContainer } from './pod-status.ts'
import { StorageWatch } from '../limits/storage-watch.ts'
import type { RunWatch } from '../run/run-watch.ts'
import { kill, terminate } from '../run/signals.ts'
import { startRun } from '../run/start-run.ts'
import { StatusWriter } from './status-writer.ts'
import { deadlineOf } from './stop-request.ts'
import { Tries } from './tries.ts'
import { PodVolumes } from '../volumes/volumes.ts'
import type { WorkerDeps } from './worker-deps.ts'
import { retryMs, whyWaiting } from './why-waiting.ts'

export class PodWorker {
  readonly folder: string
  readonly #deps: WorkerDeps
  readonly #startTime: string
  readonly #secretFolder: string | undefined
  readonly #volumes: PodVolumes
  readonly #status: StatusWriter
  readonly #events: PodEvents
  readonly #runs: PodRuns
  readonly #read: ReadObject
  readonly #waiting = new Map<string, Waiting>()
  readonly #storage: StorageWatch
  readonly #stopRequest: StoredStopRequest
  readonly #adoption: Adoption
  readonly #next = new NextSync(() => this.sync())
  #pod: PodSpec
  #desired: string
  #problem: string | undefined
  #gone = false
  #closed = false
  #over = false
  #reported = false
  #removing = false
  #syncing: Promise<void> | undefined
  #syncAgain = false

  /** `record` is on disk already; what an earlier daemon left is adopted. */
  constructor(folder: string, record: PodRecord, pod: V1Pod, deps: WorkerDeps) {
    this.folder = folder
    this.#deps = deps
    this.#pod = readPod(pod)
    this.#desired = desiredState(pod)
    this.#startTime = record.startTime
    const { uid } = this.#pod.key
    this.#secretFolder = deps.memory === undefined ? undefined : join(deps.memory, uid)
    this.#volumes = new PodVolumes({ folder: join(folder, 'volumes'), secretFolder: this.#secretFolder })
    this.#status = new StatusWriter(deps.client, this.#pod.key, pod.status, deps.notice)
    this.#events = new PodEvents(deps.client, this.#pod.key, deps.nodeName, deps.bestEffort)
    this.#runs = new PodRuns(folder, () => this.sync())
    this.#storage = new StorageWatch(folder, this.#pod, deps, () => this.sync())
    this.#read = objectReader(deps.client, this.#pod.key.namespace)
    this.#stopRequest = new StoredStopRequest(folder)
    this.#adoption = new Adoption(folder, pod)
  }

  get pod(): PodSpec {
    return this.#pod
  }

  /** Whether nothing runs, and nothing will. */
  get over(): boolean {
    return this.#over
  }

  update(pod: V1Pod): void {
    const desired = desiredState(pod)
    if (desired === this.#desired) return
    this.#desired = desired
    this.#pod = readPod(pod)
    this.sync()
  }

  /** The server does not have the pod any more. */
  gone(): void {
    this.#gone = true
    this.#status.stop()
    this.sync()
  }

  /** The newest run of a container, for its log. */
  watchOf(name: string): RunWatch | undefined {
    return this.#runs.newest(name)
  }

  sync(): void {
    if (this.#closed) return
    if (this.#syncing !== undefined) {
      this.#syncAgain = true
      return
    }
    this.#syncing = this.#syncOnce()
      .catch(messageOf)
      .then((problem) => this.#settle(problem))
  }

  #settle(problem: string | undefined): void {
    this.#syncing = undefined
    if (problem !== undefined) this.#next.at(Date.now() + retryMs)
    // Said once, however often it happens.
    if (problem !== undefined && problem !== this.#problem)
      this.#deps.notice(`pod ${this.#pod.key.namespace}/${this.#pod.key.name}: ${problem}`)
    this.#problem = problem
    if (!this.#syncAgain) return
    this.#syncAgain = false
    this.sync()
  }

  /** The daemon ends; the containers go on. */
  async close(): Promise<void> {
    this.#closed = true
    this.#next.close()
    this.#storage.close()
    await this.#syncing
    this.#runs.abandon()
    await this.#status.settled()
  }

  /** The folder was removed from outside: nothing can go on, and no secret stays. */
  async killAll(): Promise<void> {
    await this.close()
    await this.#runs.killAll(this.#pod)
    await this.#volumes.removeSecrets(this.#pod)
  }

  /** Signals come first, whatever cannot be read or written. Answers with what was in the way, if anything was. */
  async #syncOnce(): Promise<string | undefined> {
    this.#next.clear()
    const tries = new Tries()
    await tries.do(() => this.#adoption.settle())
    const runs = await this.#runs.check(this.#pod)
    const now = Date.now()
    const containers = this.#pod.containers.map((spec) =>
      observeContainer(runs.get(spec.name) ?? [], this.#runs.known, spec, this.#waiting.get(spec.name)),
    )
    const mainEnded = containers.every((one) => one.spec.kind !== 'main' || one.state === 'ended')
    if (containers.some((one) => one.spec.kind === 'main' && one.state === 'running')) this.#storage.check(now)
    const known = { pod: this.#pod, startTime: Date.parse(this.#startTime), pastStorage: this.#storage.message }
    const facts = { ...known, gone: this.#gone, mainEnded }
    const stop = this.#over ? this.#stopRequest.current : this.#stopRequest.decide(facts, now)
    const next = plan(this.#pod, containers, stop, now)
    const over = next.over && this.#adoption.isDone
    for (const step of next.steps) if (step.do !== 'start') await tries.do(() => this.#signal(step, containers, now))
    await tries.do(() => this.#stopRequest.write())
    await tries.do(() => this.#volumes.refreshDownward(this.#pod))
    if (over) await tries.do(() => this.#volumes.removeSecrets(this.#pod))
    this.#report(next.ending ? containers : containers.map(withRestart), stop, over)
    this.#over = over
    if (over) await tries.do(() => this.#end(containers, tries))
    else {
      await this.#startAll(next, containers, tries)
      const deadline = deadlineOf(facts)
      const times = [next.again, stop === undefined ? deadline : undefined].filter((time) => time !== undefined)
      if (times.length > 0) this.#next.at(Math.min(...times))
    }
    return tries.problem
  }

  async #signal(step: ContainerStep, containers: readonly ReportedContainer[], now: number): Promise<void> {
    const one = containers.find(({ spec }) => spec.name === step.name)
    const folder = this.#runs.known.of(step.name).at(-1)?.folder
    if (one === undefined || folder === undefined) return
    if (step.do === 'terminate') terminate(folder, { age: now - (one.startedAt ?? now), own: isOwnProgram(one.spec) })
    else await kill(folder, runMarker(this.folder, folder, this.#pod))
  }

  async #startAll(next: Plan, containers: readonly ReportedContainer[], tries: Tries): Promise<void> {
    const starts = this.#adoption.isDone ? next.steps.filter((step) => step.do === 'start') : []
    for (const one of containers)
      if (starts.some((step) => step.name === one.spec.name)) await tries.do(() => this.#start(one))
    if (starts.length > 0) this.#syncAgain = true
  }

  async #start(one: ReportedContainer): Promise<void> {
    const { host, launchers } = this.#deps
    const { spec } = one
    const place = { podFolder: this.folder, secretFolder: this.#secretFolder }
    const runPlan = { pod: this.#pod, spec, host, read: this.#read, ...place }
    try {
      await startRun(runPlan, this.#volumes, launchers, () => this.sync())
      this.#waiting.delete(spec.name)
      this.#events.started(spec.name)
    } catch (error) {
      const waiting = whyWaiting(error, spec)
      this.#waiting.set(spec.name, waiting)
      this.#events.warn(waiting.event, waiting.message)
    } finally {
      this.#runs.known.forget(spec.name)
    }
  }

  #report(containers: readonly ReportedContainer[], stop: StopRequest | undefined, over: boolean): void {
    for (const { end } of containers)
      if (end?.reason === 'StartError') this.#events.warn('Failed', `Error: ${end.message}`)
    if (stop?.reason === 'evicted') this.#events.warn('Evicted', stop.message ?? '')
    const common = { pod: this.#pod, nodeName: this.#deps.nodeName, startTime: this.#startTime }
    const report = { ...common, containers, stop, over, now: timeText(Date.now()) }
    this.#status.want(podStatus(report, this.#status.newest))
  }

  async #end(containers: readonly ReportedContainer[], tries: Tries): Promise<void> {
    await this.#status.settled()
    this.#reported ||= this.#status.upToDate
    if (this.#reported) await tries.do(() => markReported(this.folder))
    if (this.#gone) return await this.#leave(containers)
    if (this.#closed) return
    if (this.#pod.deletion === undefined || this.#removing) return
    this.#removing = true
    const { namespace, name, uid } = this.#pod.key
    try {
      await this.#deps.client.remove(pods, name, namespace, { graceSeconds: 0, uid })
    } catch (error) {
      this.#removing = false
      if (!(error instanceof GastownError && ['not-found', 'conflict'].includes(error.kind))) throw error
    }
  }

  async #leave(containers: readonly ReportedContainer[]): Promise<void> {
    const { notice, finished } = this.#deps
    await leavePod({ name: this.#pod.key.name, folder: this.folder, containers, reported: this.#reported, notice })
    this.#closed = true
    this.#next.close()
    this.#storage.close()
    finished(basename(this.folder))
  }
}
