import { lstatSync } from 'node:fs'
import { isUnusable } from './scan/folder.ts'
import { readSmallAt } from './scan/small-file.ts'

/** What the entry says at the agent's end. The agent can write this file too: it only ever causes one more snapshot. */
export interface EndedNote {
  readonly status: number
  readonly nonce: string
  /** When it was written, in milliseconds since 1970. */
  readonly at: number
}

export function readEnded(path: string): EndedNote | undefined {
  const text = readSmallAt(path, 512)
  const at = text === undefined ? undefined : timeOf(path)
  if (text === undefined || at === undefined) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const { status, nonce } = (value ?? {}) as Record<string, unknown>
  if (typeof nonce !== 'string' || !/^[\w-]{1,64}$/.test(nonce)) return undefined
  return typeof status === 'number' && Number.isInteger(status) ? { status, nonce, at } : undefined
}

/** The agent may have closed the folder meanwhile. */
function timeOf(path: string): number | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.mtimeMs
  } catch (error) {
    if (isUnusable(error)) return undefined
    throw error
  }
}
