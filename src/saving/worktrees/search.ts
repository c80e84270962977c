import { eventLoopYielder } from '../scan/yield-to-event-loop.ts'
import { isUnusable, type Folder } from '../scan/folder.ts'

/** Folders that one search lists. */
const mostFolders = 100_000
const deepest = 400

/**
 * Looks through folders for those with a `.git` in them, also where ignore rules keep the walk of the files out. Only
 * lists, and follows no link; tells whether all was looked through.
 */
export async function searchLinks(
  top: Folder,
  visit: (folder: Folder, parts: readonly string[]) => void,
): Promise<{ readonly complete: boolean }> {
  const yieldToEventLoop = eventLoopYielder()
  let left = mostFolders
  let complete = true
  const below = async (folder: Folder, parts: readonly string[]): Promise<void> => {
    left -= 1
    const list = listed(folder)
    if (list.some((entry) => entry.name === '.git')) visit(folder, parts)
    for (const entry of list) {
      if (!entry.isDirectory() || entry.name === '.git') continue
      if (left <= 0 || parts.length >= deepest) {
        complete = false
        return
      }
      using next = folder.folder(entry.name)
      if (next !== undefined) await below(next, [...parts, entry.name])
      await yieldToEventLoop()
    }
  }
  await below(top, [])
  return { complete }
}

function listed(folder: Folder): ReturnType<Folder['list']> {
  try {
    return folder.list()
  } catch (error) {
    if (isUnusable(error)) return []
    throw error
  }
}
