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

export interface ObjectStore {
  /** Writes the object, unless it is there, and tells its name. */
  write(kind: 'blob' | 'tree' | 'commit', content: Buffer): Promise<string>
}

export function openObjectStore(repository: string): ObjectStore {
  const objects = join(repository, 'objects')
  return {
    async write(kind, content) {
      const name = objectName(kind, content)
      const folder = join(objects, name.slice(0, 2))
      const path = join(folder, name.slice(2))
      if (!existsSync(path)) {
        const packed = await compress(Buffer.concat([header(kind, content.length), content]))
        const temporary = join(folder, `tmp_obj_${randomBytes(6).toString('hex')}`)
        mkdirSync(folder, { recursive: true })
        writeFileSync(temporary, packed, { mode: 0o444 })
        renameSync(temporary, path)
      }
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
