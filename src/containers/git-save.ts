/** The sidecar that reads the agent's checkout: no git credential, and nothing in the checkout is run or believed. */
import { setTimeout as sleep } from 'node:timers/promises'
import { sanitizeLine } from '../text/sanitize.ts'
import { messageOf } from '../errors.ts'
import { files } from '../pod/layout.ts'
import { isDiskFull } from '../saving/disk-full.ts'
import { printedRecord } from '../record/printed.ts'
import type { EndedNote } from '../saving/ended.ts'
import type { Snapshot, TakeOptions } from '../saving/snapshot/snapshot.ts'
import { readSmallAt } from '../saving/scan/small-file.ts'
import type { ContainerIO } from './io.ts'
import { tryWrite, writeWhenSpace, spaceTimeoutMs } from './disk-full.ts'
import { replaceFile } from './replace-file.ts'
import { openParts, type SaveParts } from './save/save-parts.ts'
import { saveResultOf } from './save/save-result.ts'
import { writeSaveState } from './save/save-state.ts'
import { SaveWatch } from './save/save-watch.ts'
import { Wake } from './save/wake.ts'

/** After a forged `ended` the true one waits this long at most. */
const leastBetweenFinalsMs = 1000
const recordingMs = 20_000
const stateMs = 1000
const againMs = 1000

const checkpoint: TakeOptions = { commitFiles: false, final: false }

export async function gitSave(io: ContainerIO): Promise<number> {
  // Git-push, perhaps another uid of the same group, reads what is written here.
  process.umask(0o002)
  try {
    return await new Save(io, await openParts(io)).run()
  } catch (error) {
    io.log(`cannot save: ${wordsOf(error)}`)
    return 1
  }
}

class Save {
  readonly #io: ContainerIO
  readonly #parts: SaveParts
  readonly #watch: SaveWatch
  readonly #wake = new Wake()
  #changed: boolean
  #message: string | undefined
  /** The last snapshot that failed did so for want of room. */
  #isDiskFull = false
  /** The nonce of the last `ended` that was answered. */
  #answered: string | undefined
  /** Whether the last final handover made files into a commit. */
  #committedFiles: boolean
  #isOver = false
  #stateDue = 0
  #kept = ''
  #recordLines: number | undefined

  constructor(io: ContainerIO, parts: SaveParts) {
    this.#io = io
    this.#parts = parts
    this.#changed = parts.before.changed
    this.#committedFiles = parts.before.committedFiles
    this.#answered = parts.handover.last?.final === true ? parts.handover.last.nonce : undefined
    const { settings, transcript, before } = parts
    const { stopped } = before
    this.#watch = new SaveWatch({ io, settings, transcript, stopped, onPoll: () => this.#onPoll() })
    io.signal.addEventListener('abort', this.#wake.note, { once: true })
  }

  async run(): Promise<number> {
    this.#tell()
    const halves = [this.#saveUntilTold(), this.#watch.run()]
    try {
      await Promise.race(halves)
    } finally {
      // One half without the other would neither save anything nor end, and so never be started again.
      this.#isOver = true
      this.#wake.note()
      this.#watch.close()
      await Promise.allSettled(halves)
      this.#printRecord()
      this.#tell()
    }
    // What failed while the other half ended is told too.
    await Promise.all(halves)
    return 0
  }

  async #saveUntilTold(): Promise<void> {
    await this.#closeAfterRestart()
    // Before the agent has done much: from now on only what changes is read.
    await this.#snapshot(checkpoint)
    const everyMs = this.#parts.settings.checkpointSeconds * 1000
    let nextCheckpoint = Date.now() + everyMs
    let nextFinal = 0
    while (!this.#isOver) {
      const ending = this.#io.signal.aborted
      const ended = this.#newEnded()
      if (ending || (ended !== undefined && Date.now() >= nextFinal)) {
        await this.#finish(this.#watch.ended)
        if (ending) return
        nextFinal = Date.now() + leastBetweenFinalsMs
      }
      if (Date.now() >= nextCheckpoint) {
        await this.#checkpoint()
        nextCheckpoint = Date.now() + everyMs
      }
      const next = this.#newEnded() === undefined ? nextCheckpoint : Math.min(nextFinal, nextCheckpoint)
      await this.#wake.next(next - Date.now())
    }
  }

  #newEnded(): EndedNote | undefined {
    const { ended } = this.#watch
    return ended?.nonce === this.#answered ? undefined : ended
  }

  async #checkpoint(): Promise<void> {
    const { handover } = this.#parts
    // After the agent's end nothing changes any more. If something does, the `ended` was not the entry's.
    if (handover.last?.final === true) {
      const same = await this.#snapshot({ commitFiles: this.#committedFiles, final: true })
      if (same === undefined || handover.names(same)) return
    }
    const snapshot = await this.#snapshot(checkpoint)
    if (snapshot === undefined) return
    // Where there is no room for it, the next checkpoint is the next try.
    if (tryWrite(() => handover.write({ final: false, ...contentOf(snapshot) }))) this.#tell()
  }

  /** `ended` is absent where the agent's container ended without a word, or all of them are told to end at once. */
  async #finish(ended: EndedNote | undefined): Promise<void> {
    const { transcript, settings, handover, start } = this.#parts
    await transcript.drain()
    if (ended !== undefined && ended.nonce !== this.#answered) void this.#closeTranscript(ended.nonce)
    const commitFiles = settings.uncommitted === 'commit' && this.#endedWell(ended)
    // Before the handover, so that a restart in between does not take its commit back.
    this.#committedFiles = commitFiles
    this.#keepState()
    const snapshot = (await this.#lastSnapshot({ commitFiles, final: true })) ?? handover.lastAgain(start)
    const content = { ...(ended && { nonce: ended.nonce }), final: true, ...contentOf(snapshot) }
    await writeWhenSpace(() => handover.write(content))
    this.#answered = ended?.nonce
    this.#tell()
  }

  /** Success as the agent's stream says at its end, or, without a stream, its exit status; none when it was stopped. */
  #endedWell(ended: EndedNote | undefined): boolean {
    if (this.#watch.stopped !== undefined || ended === undefined) return false
    const { transcript, agent } = this.#parts
    return transcript.end?.ok ?? (!agent.hasEventStream && ended.status === 0)
  }

  /** Nothing is read after it, so it is tried twice, and on a full disk for a while. */
  async #lastSnapshot(options: TakeOptions): Promise<Snapshot | undefined> {
    const until = Date.now() + spaceTimeoutMs
    for (let tries = 1; ; tries += 1) {
      const snapshot = await this.#snapshot(options)
      if (snapshot !== undefined) return snapshot
      if (this.#isDiskFull ? Date.now() >= until : tries >= 2) return undefined
      if (this.#isDiskFull) await sleep(againMs)
    }
  }

  async #snapshot(options: TakeOptions): Promise<Snapshot | undefined> {
    try {
      const snapshot = this.#withoutSecrets(await this.#parts.snapshots.take(options))
      this.#changed = snapshot.changed
      this.#message = undefined
      return snapshot
    } catch (error) {
      this.#isDiskFull = isDiskFull(error)
      // Nobody knows, and what is not known to be unchanged may be work.
      this.#changed = true
      this.#message = this.#parts.scrubber.scrub(`the checkout could not be read: ${wordsOf(error)}`)
      this.#io.log(this.#message)
      this.#tell()
      return undefined
    }
  }

  /** An agent may name its files as it likes. */
  #withoutSecrets(snapshot: Snapshot): Snapshot {
    const { scrub } = this.#parts.scrubber
    const { leftOut, kept, notes, secrets } = snapshot
    const words = { leftOut: leftOut.map(scrub), notes: notes.map(scrub), ...(kept && { kept: kept.map(scrub) }) }
    return { ...snapshot, ...words, ...(secrets && { secrets: secrets.map(scrub) }) }
  }

  /** The entry goes on when the transcript is whole, and where somebody records it, recorded. */
  async #closeTranscript(nonce: string): Promise<void> {
    const { settings, transcript } = this.#parts
    const until = Date.now() + recordingMs
    const { lines } = transcript.state
    while (settings.waitForRecording && this.#watch.recorded < lines) {
      if (this.#io.signal.aborted || Date.now() >= until) break
      await sleep(100)
    }
    try {
      replaceFile(this.#io.path(files.transcriptDone), `${nonce}\n`)
    } catch (error) {
      this.#io.log(`the entry cannot be told that the transcript is whole: ${wordsOf(error)}`)
    }
  }

  /** The container was restarted between the final handover and the end of the transcript. */
  async #closeAfterRestart(): Promise<void> {
    const nonce = this.#answered
    if (nonce === undefined || readSmallAt(this.#io.path(files.transcriptDone), 128)?.trim() === nonce) return
    await this.#parts.transcript.drain()
    void this.#closeTranscript(nonce)
  }

  /** In one piece, so that they are the last lines of the log. */
  #printRecord(): void {
    const lines = printedRecord(this.#parts.record.finish())
    this.#recordLines = lines.length
    this.#io.log(lines.join('\n'))
  }

  #onPoll(): void {
    if (this.#newEnded() !== undefined) this.#wake.note()
    if (Date.now() >= this.#stateDue) this.#keepState()
  }

  #keepState(): void {
    const { transcript, folder } = this.#parts
    this.#stateDue = Date.now() + stateMs
    const { stopped } = this.#watch
    const own = { changed: this.#changed, committedFiles: this.#committedFiles }
    const state = { ...transcript.state, ...own, ...(stopped && { stopped }) }
    const text = JSON.stringify(state)
    if (text === this.#kept) return
    // Without it a restart tells some of the log again: no reason to end now.
    if (tryWrite(() => writeSaveState(folder, state))) this.#kept = text
  }

  #tell(): void {
    this.#keepState()
    const said = { stopped: this.#watch.stopped, record: this.#recordLines, message: this.#message }
    this.#io.writeTermination(saveResultOf(this.#parts.transcript, { changed: this.#changed, ...said }))
  }
}

function contentOf({ changed: _changed, ...content }: Snapshot): Omit<Snapshot, 'changed'> {
  return content
}

function wordsOf(error: unknown): string {
  return sanitizeLine(messageOf(error), 200)
}
