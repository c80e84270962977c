/** What a power cut leaves of the objects that git-save had written: files that are empty, or end too early. */
import { createHash } from 'node:crypto'
import { createReadStream, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createInflate, inflateSync } from 'node:zlib'
import { codeOf } from '../../errors.ts'
import { namesIn } from '../../if-there.ts'
import { eventLoopYielder } from '../scan/yield-to-event-loop.ts'

/** Bytes of a compressed object that is read at once; the content may be a thousand times as long. */
const small = 64 * 1024
const kept = 'refs/snap'

/**
 * Removes them, so that they are written again and not believed because they are there; a fetched commit that may need
 * one is fetched again. Says how many there were. Reads every loose object, so it is for a start.
 */
export async function removeTorn(repository: string): Promise<number> {
  const objects = join(repository, 'objects')
  removeUnfinished(objects)
  const torn: string[] = []
  const yieldToEventLoop = eventLoopYielder()
  for (const path of looseObjects(objects)) {
    if (!(await isWhole(path))) torn.push(path)
    await yieldToEventLoop()
  }
  for (const path of torn) rmSync(path, { force: true })
  const refs = namesIn(join(repository, kept)).map((name) => join(repository, kept, name))
  for (const ref of refs) if (torn.length > 0 || !/^[0-9a-f]{40}\n$/.test(readFileSync(ref, 'utf8'))) rmSync(ref)
  return torn.length
}

/** What a git that ended with the machine was writing. */
function removeUnfinished(objects: string): void {
  for (const folder of [objects, join(objects, 'pack')])
    for (const name of namesIn(folder))
      if (name.startsWith('tmp_')) rmSync(join(folder, name), { recursive: true, force: true })
}

function* looseObjects(objects: string): Generator<string> {
  for (const folder of namesIn(objects).filter((name) => /^[0-9a-f]{2}$/.test(name)))
    for (const name of namesIn(join(objects, folder))) yield join(objects, folder, name)
}

/** What is not named as an object is what a write has left behind. */
async function isWhole(path: string): Promise<boolean> {
  const name = path.slice(-41).replace('/', '')
  if (!/^[0-9a-f]{40}$/.test(name)) return false
  const hash = createHash('sha1')
  try {
    if (statSync(path).size <= small) hash.update(inflateSync(readFileSync(path)))
    else
      await pipeline(createReadStream(path), createInflate(), async (pieces) => {
        for await (const piece of pieces) hash.update(piece as Buffer)
      })
  } catch (error) {
    // Anything but what zlib says of the content is not of the object.
    if (!codeOf(error).startsWith('Z_')) throw error
    return false
  }
  return hash.digest('hex') === name
}
