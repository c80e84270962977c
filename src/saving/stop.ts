import { readIfThere } from '../if-there.ts'
import { stopWordIn, type StopWord } from '../outcome/stop-words.ts'

/** Why the agent is to be stopped, if it is. A word that is not known stops it too. */
export function readStopWord(path: string): StopWord | undefined {
  const text = trimmed(path)
  return text === '' ? undefined : stopWordIn(text)
}

/** A whole number in a file of the kubelet's; undefined while it is empty. */
export function readNumber(path: string): number | undefined {
  const text = trimmed(path)
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

// The kubelet's files are links into a folder that it replaces as a whole; the agent cannot write there.
function trimmed(path: string): string {
  return readIfThere(path)?.trim() ?? ''
}
