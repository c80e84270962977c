import { readIfThere } from '../../if-there.ts'
import { files } from '../../pod/layout.ts'
import { parseWaiting } from '../../saving/waiting.ts'
import { tryWrite } from '../disk-full.ts'
import type { ContainerIO } from '../io.ts'
import { replaceFile } from '../replace-file.ts'

/** What git-push says of a remote that takes nothing, for git-save; after a restart it waits since the same time. */
export class WaitingFile {
  readonly #path: string
  #text: string

  constructor(io: ContainerIO) {
    this.#path = io.path(files.waiting)
    this.#text = readIfThere(this.#path) ?? ''
  }

  /** Since when, in milliseconds since 1970. */
  get since(): number | undefined {
    const waiting = parseWaiting(this.#text)
    return waiting && Date.parse(waiting.since)
  }

  /** `triedAt` is when the try began that came to nothing. */
  note(why: string, triedAt: number): void {
    this.#write(JSON.stringify({ since: new Date(this.since ?? triedAt).toISOString(), why }))
  }

  clear(): void {
    this.#write('')
  }

  /** On a full disk it stays as it was: the next try says it again. */
  #write(text: string): void {
    if (text === this.#text) return
    if (tryWrite(() => replaceFile(this.#path, text))) this.#text = text
  }
}
