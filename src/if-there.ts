/** Files and folders that may be missing. */
import { readdirSync, readFileSync } from 'node:fs'
import { codeOf } from './errors.ts'

/** Result of `read`; undefined where the file or folder does not exist. Other errors are thrown. */
export function ifThere<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    return onlyIfMissing(error)
  }
}

export async function ifThereAsync<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read()
  } catch (error) {
    return onlyIfMissing(error)
  }
}

/** Text of a file; undefined where there is none. */
export function readIfThere(path: string): string | undefined {
  return ifThere(() => readFileSync(path, 'utf8'))
}

/** Names in a folder; none where there is no folder. */
export function namesIn(folder: string): string[] {
  return ifThere(() => readdirSync(folder)) ?? []
}

function onlyIfMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error
}
