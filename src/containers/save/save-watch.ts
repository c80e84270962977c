/** The quick half of git-save: follows the agent's output, and has the agent stopped when it is time. */
import { existsSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { readIfThere } from '../../if-there.ts'
import { files, mounts } from '../../pod/layout.ts'
import { saveDeadline, softDeadline } from '../../saving/deadline.ts'
import { DiskWatch } from '../../saving/disk.ts'
import { readEnded, type EndedNote } from '../../saving/ended.ts'
import type { AttemptSettings } from '../../saving/settings.ts'
import type { StopWord } from '../../outcome/stop-words.ts'
import type { StateEvent } from '../../saving/state-event.ts'
import { readNumber, readStopWord } from '../../saving/stop.ts'
import type { Transcript } from '../../saving/transcript.ts'
import { parseWaiting } from '../../saving/waiting.ts'
import { watchFile, type Changes } from '../changes.ts'
import type { ContainerIO } from '../io.ts'
import { tryWrite } from '../disk-full.ts'
import { replaceFile } from '../replace-file.ts'
import { saveStateEvent } from './save-state-event.ts'
import { StateReporter } from '../state-reporter.ts'
import { Wake } from './wake.ts'

/** Some file systems tell of no changes, so everything is polled this often. */
const pollMs = 1000
/** Output that comes in drops is read in gulps. */
const gulpMs = 50
const diskMs = 5000

export interface WatchParts {
  readonly io: ContainerIO
  readonly settings: AttemptSettings
  readonly transcript: Transcript
  readonly stopped?: StopWord
  /** Called after every poll. */
  readonly onPoll: () => void
}

export class SaveWatch {
  readonly #parts: WatchParts
  readonly #disks: readonly DiskWatch[]
  readonly #changes: readonly Changes[]
  readonly #wake = new Wake()
  readonly #closing = new AbortController()
  readonly #reporter: StateReporter
  #nextDisk = 0
  #soft: number | undefined
  #toldSoft: number | undefined
  #stop: { readonly word: StopWord; readonly after?: string } | undefined
  #hasToldStop = false
  ended: EndedNote | undefined

  constructor(parts: WatchParts) {
    const { io, settings, stopped } = parts
    this.#parts = parts
    this.#reporter = new StateReporter(io.log)
    this.#stop = stopped && { word: stopped }
    const signal = AbortSignal.any([io.signal, this.#closing.signal])
    this.#changes = [files.agentOutput, files.stop].map((place) => watchFile(io.path(place), signal))
    const mounted = (['workspace', 'output'] as const).filter((name) => existsSync(io.path(mounts[name])))
    this.#disks = mounted.map((name) => new DiskWatch(io.path(mounts[name]), settings.volumeBytes[name] ?? Infinity))
  }

  /** Runs until it is closed. */
  async run(): Promise<void> {
    for (const changes of this.#changes) void this.#listen(changes)
    while (!this.#closing.signal.aborted) {
      const more = await this.#parts.transcript.follow()
      await this.#poll()
      this.#reporter.report(() => this.#state())
      this.#parts.onPoll()
      if (more) continue
      await this.#wake.next(pollMs)
      await sleep(gulpMs)
    }
  }

  async #listen(changes: Changes): Promise<void> {
    while (!this.#closing.signal.aborted) {
      await changes.next(pollMs)
      this.#wake.note()
    }
  }

  close(): void {
    this.#closing.abort()
    this.#wake.note()
    for (const changes of this.#changes) changes.close()
  }

  /** Why the agent was stopped. Not where it had ended by itself before: its end may wait long for the remote. */
  get stopped(): StopWord | undefined {
    // Another nonce means that the first end was not the entry's.
    const before = this.#stop?.after !== undefined && this.#stop.after === this.ended?.nonce
    return before ? undefined : this.#stop?.word
  }

  /** The number of the last event that the operator has recorded. */
  get recorded(): number {
    return readNumber(this.#parts.io.path(files.recorded)) ?? 0
  }

  async #poll(): Promise<void> {
    const { io } = this.#parts
    this.ended = readEnded(io.path(files.ended)) ?? this.ended
    const now = Date.now()
    this.#setDeadline()
    const due = this.#soft !== undefined && now / 1000 >= this.#soft ? 'deadline' : undefined
    const word = readStopWord(io.path(files.stop)) ?? due ?? (await this.#fullDisk(now))
    if (word !== undefined && this.#stop === undefined) {
      const { ended } = this
      // The entry sees the deadline by itself, so an end after it is not the agent's own.
      const before = ended !== undefined && (word !== 'deadline' || ended.at < (this.#soft ?? 0) * 1000)
      this.#stop = { word, ...(before && { after: ended.nonce }) }
    }
    if (this.#stop !== undefined && !this.#hasToldStop)
      this.#hasToldStop = this.#write(files.stopAgent, this.#stop.word)
  }

  #state(): StateEvent {
    const { io, settings, transcript } = this.#parts
    const until = this.#soft && saveDeadline(this.#soft, settings.deadlineSeconds, this.#toldToEnd())
    return saveStateEvent({
      transcript,
      ended: this.ended,
      isStopped: this.stopped !== undefined,
      waiting: parseWaiting(readIfThere(io.path(files.waiting)) ?? ''),
      until: until && until * 1000,
    })
  }

  /** When somebody asked for the end, in seconds since 1970. */
  #toldToEnd(): number | undefined {
    const word = this.#stop?.word
    if (word !== 'terminated' && word !== 'drain') return undefined
    const told = statSync(this.#parts.io.path(files.stopAgent), { throwIfNoEntry: false })
    return told && Math.floor(told.mtimeMs / 1000)
  }

  /** False where the disk has no room for it: the next look tries again. */
  #write(place: string, text: string): boolean {
    return tryWrite(() => replaceFile(this.#parts.io.path(place), `${text}\n`))
  }

  /** Counted from the pod's start where it is known, else from the second that setup began. */
  #setDeadline(): void {
    const { io, settings } = this.#parts
    const start = readNumber(io.path(files.started)) ?? readNumber(io.path(files.setupTime))
    if (start === undefined) return
    const soft = softDeadline(start, settings.deadlineSeconds)
    this.#soft = soft
    if (soft !== this.#toldSoft && this.#write(files.softDeadline, String(soft))) this.#toldSoft = soft
  }

  async #fullDisk(now: number): Promise<StopWord | undefined> {
    if (now < this.#nextDisk) return undefined
    this.#nextDisk = now + diskMs
    for (const disk of this.#disks) if (await disk.isFull(now)) return 'disk'
    return undefined
  }
}
