import { readIfThere } from '../git/read-if-there.ts'
import type { SaveResult } from '../outcome/results.ts'

export type StopWord = NonNullable<SaveResult['stopped']>

const words: readonly StopWord[] = ['terminated', 'deadline', 'budget', 'turns', 'idle', 'disk']

/** Why the agent is to be stopped, if it is. A word that is not known stops it too. */
export function readStopWord(path: string): StopWord | undefined {
  const text = trimmed(path)
  if (text === '') return undefined
  return words.find((word) => word === text) ?? 'terminated'
}

/** A whole number in a file of the kubelet's; undefined while it is empty. */
export function readNumber(path: string): number | undefined {
  const text = trimmed(path)
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

// The kubelet's files are links into a folder that it replaces as a whole; the agent cannot write there.
function trimmed(path: string): string {
  return readIfThere(path).trim()
}
