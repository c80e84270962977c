import { createHash } from 'node:crypto'
import { readSync } from 'node:fs'
import { pointerText, type LfsObject } from '../lfs/pointer.ts'
import { storedIn } from '../lfs/store.ts'
import type { OpenFile } from './folder.ts'
import { objectName, type ObjectStore } from '../snapshot/objects.ts'

/**
 * The contents that git-clone fetched from LFS, by which a file of any name is known as unchanged. What the agent keeps of
 * LFS itself is not believed: a pointer to a content that no server has would lose it.
 */
export class LfsContents {
  readonly #oids = new Set<string>()
  readonly #sizes = new Set<number>()
  readonly #pointers = new Set<string>()
  readonly #store: ObjectStore

  private constructor(objects: readonly LfsObject[], store: ObjectStore) {
    this.#store = store
    for (const object of objects) {
      this.#oids.add(object.oid)
      this.#sizes.add(object.size)
      this.#pointers.add(objectName('blob', Buffer.from(pointerText(object))))
    }
  }

  /** `folder` holds the contents; undefined where there are none. */
  static open(folder: string, store: ObjectStore): LfsContents | undefined {
    const objects = storedIn(folder)
    return objects.length === 0 ? undefined : new LfsContents(objects, store)
  }

  /** Whether this blob is the pointer of one of them. */
  isPointer(blob: string): boolean {
    return this.#pointers.has(blob)
  }

  /** The pointer's blob for this content, if it is one of them; then our repository has that blob. */
  async pointerFor(content: Buffer): Promise<string | undefined> {
    if (!this.#sizes.has(content.length)) return undefined
    return await this.#known(createHash('sha256').update(content).digest('hex'), content.length)
  }

  /** The same for a file that is too big to hold. */
  async pointerForBig(file: OpenFile, yieldToEventLoop: () => Promise<void> | undefined): Promise<string | undefined> {
    const { fd, facts } = file
    if (!this.#sizes.has(facts.size)) return undefined
    const hash = createHash('sha256')
    const buffer = Buffer.allocUnsafe(4 * 1024 * 1024)
    let length = 0
    for (;;) {
      const read = readSync(fd, buffer, 0, buffer.length, length)
      if (read === 0) return await this.#known(hash.digest('hex'), length)
      length += read
      if (length > facts.size) return undefined
      hash.update(buffer.subarray(0, read))
      await yieldToEventLoop()
    }
  }

  async #known(oid: string, size: number): Promise<string | undefined> {
    if (!this.#oids.has(oid)) return undefined
    return await this.#store.write('blob', Buffer.from(pointerText({ oid, size })))
  }
}
