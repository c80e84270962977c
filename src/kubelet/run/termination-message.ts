/** What a container leaves as its last word, in a file of which only the beginning counts. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf } from '../../errors.ts'

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants

export const messageBytes = 4096

/** Without a sandbox the container can put anything in the file's place. */
export function terminationMessage(folder: string): string {
  let file: number
  try {
    file = openSync(join(folder, 'termination-log'), O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  } catch (error) {
    const code = codeOf(error)
    return code === 'ENOENT' ? '' : `(the termination message cannot be read: ${code})`
  }
  try {
    if (!fstatSync(file).isFile()) return ''
    const bytes = Buffer.alloc(messageBytes)
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, messageBytes, 0))
  } finally {
    closeSync(file)
  }
}
