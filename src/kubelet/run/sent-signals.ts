/** When a run was sent its signals, remembered across daemons; where the disk takes no note, by this one alone. */
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isUnwritable } from '../unwritable.ts'

type SentSignal = 'first-TERM' | 'TERM' | 'KILL'

const notWritten = new Map<string, number>()

export function signalledAt(folder: string, signal: SentSignal): number | undefined {
  const place = placeOf(folder, signal)
  return statSync(place, { throwIfNoEntry: false })?.mtimeMs ?? notWritten.get(place)
}

/** Called after the signal was sent: acting never waits for writing. */
export function noteSignal(folder: string, signal: SentSignal): void {
  const place = placeOf(folder, signal)
  try {
    writeFileSync(place, '')
    notWritten.delete(place)
  } catch (error) {
    if (!isUnwritable(error)) throw error
    notWritten.set(place, notWritten.get(place) ?? Date.now())
  }
}

function placeOf(folder: string, signal: SentSignal): string {
  return join(folder, `sent-${signal}`)
}
