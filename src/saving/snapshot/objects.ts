/**
 * Writes git objects into a repository of ours, as loose files. By hand, because `git add` opens by path and looks into
 * nested repositories, and because nothing has to be started for a file that did not change.
 */
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { deflate, deflateSync } from 'node:zlib'

const deflateLater = promisify(deflate)

/** Some 10 MB of names. */
const mostKnown = 100_000

export interface ObjectStore {
  /** Writes the object, unless it is there, and tells its name. */
  write(kind: 'blob' | 'tree' | 'commit', content: Buffer): Promise<string>
  /** Names of objects of which nobody has made sure that they are on the disk. */
  readonly loose: Set<string>
}

export function openObjectStore(repository: string): ObjectStore {
  const objects = join(repository, 'objects')
  const loose = new Set<string>()
  /** Each is in our repository, and in `loose` until it is on the disk; in a pack then, maybe. */
  const known = new Set<string>()
  return {
    loose,
    async write(kind, content) {
      const name = objectName(kind, content)
      if (known.has(name)) return name
      const folder = join(objects, name.slice(0, 2))
      const path = join(folder, name.slice(2))
      if (!existsSync(path)) {
        const packed = await compress(Buffer.concat([header(kind, content.length), content]))
        const temporary = join(folder, `tmp_obj_${randomBytes(6).toString('hex')}`)
        mkdirSync(folder, { recursive: true })
        writeFileSync(temporary, packed, { mode: 0o444 })
        renameSync(temporary, path)
      }
      // Also one that is there: it may be from before a restart.
      loose.add(name)
      if (known.size >= mostKnown) known.clear()
      known.add(name)
      return name
    },
  }
}

export function objectName(kind: string, content: Buffer): string {
  return createHash('sha1').update(header(kind, content.length)).update(content).digest('hex')
}

export function header(kind: string, length: number): Buffer {
  return Buffer.from(`${kind} ${length}\0`)
}

/** Small ones at once; big ones beside the event loop, which must go on. */
async function compress(content: Buffer): Promise<Buffer> {
  return content.length < 65_536 ? deflateSync(content, { level: 1 }) : await deflateLater(content, { level: 1 })
}
