import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { StopWord } from '../../outcome/stop-words.ts'
import type { TranscriptState } from '../../saving/transcript.ts'
import { replaceFile } from '../replace-file.ts'
import { readIfThere } from '../../if-there.ts'

/** What git-save has to know after a restart of its container. */
export interface SaveState extends TranscriptState {
  /** Why the agent was stopped, if it was. */
  readonly stopped?: StopWord
  /** A snapshot found something that differs from where the attempt started. */
  readonly changed: boolean
  /** The last final handover made files into a commit. */
  readonly committedFiles: boolean
}

export function readSaveState(folder: string): SaveState {
  mkdirSync(folder, { recursive: true })
  const text = readIfThere(fileIn(folder))
  if (text === undefined) return { lines: 0, changed: false, committedFiles: false }
  try {
    return JSON.parse(text) as SaveState
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    // A power cut may have torn it. What it held is found out again: some of the log is told twice.
    return { lines: 0, changed: true, committedFiles: false }
  }
}

export function writeSaveState(folder: string, state: SaveState): void {
  replaceFile(fileIn(folder), JSON.stringify(state))
}

function fileIn(folder: string): string {
  return join(folder, 'state.json')
}
