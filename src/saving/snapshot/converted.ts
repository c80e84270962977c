/**
 * Files that were written otherwise than they are stored: with other line ends, mostly, or from LFS. Only attributes make
 * git do that, and the agent's filters are not run, so what git-clone wrote is remembered by its hash.
 */
import type { OpenFile } from './folder.ts'
import type { LfsContents } from './lfs-contents.ts'
import { objectName } from './objects.ts'
import type { OwnGit } from './own-git.ts'
import type { Tracked } from './tracked.ts'

const converting = /(^|\s)-?(text|crlf|eol|ident|filter|working-tree-encoding)\b/m

export class Converted {
  readonly #written = new Map<string, { readonly raw: string; readonly stored: string; readonly lineEnds: boolean }>()
  readonly #lfs: LfsContents | undefined

  constructor(lfs: LfsContents | undefined) {
    this.#lfs = lfs
  }

  /** `read` gives what git-clone wrote from the blob `stored`, if it is not too big. */
  note(path: string, read: () => Buffer | undefined, stored: string): void {
    const content = this.isPointer(stored) ? undefined : read()
    if (content === undefined) return
    const raw = objectName('blob', content)
    if (raw === stored) return
    this.#written.set(path, { raw, stored, lineEnds: objectName('blob', plainEnds(content)) === stored })
  }

  /** The blob that this content stands for, if it is known: the one it was written from, or the commit's. */
  async stored(path: string, raw: string, content: Buffer, tracked: string | undefined): Promise<string | undefined> {
    const written = this.#written.get(path)
    if (written?.raw === raw) return written.stored
    if (written?.lineEnds && objectName('blob', plainEnds(content)) === tracked) return tracked
    return tracked === raw ? undefined : await this.#lfs?.pointerFor(content)
  }

  /** The same for a file that is too big to hold. */
  async storedBig(file: OpenFile, breathe: () => Promise<void> | undefined): Promise<string | undefined> {
    return await this.#lfs?.pointerForBig(file, breathe)
  }

  /** Stands for an LFS content that was fetched, and counts for no more than the few bytes that it is. */
  isPointer(blob: string): boolean {
    return this.#lfs?.isPointer(blob) === true
  }
}

/** Undefined where no attribute makes git convert anything. */
export async function convertedIn(
  git: OwnGit,
  laid: Tracked,
  lfs: LfsContents | undefined,
): Promise<Converted | undefined> {
  if (lfs !== undefined) return new Converted(lfs)
  for (const [path, { sha, mode }] of laid) {
    if (!/(^|\/)\.gitattributes$/.test(path) || !mode.startsWith('100')) continue
    if (converting.test((await git.output(['cat-file', 'blob', sha])).toString('latin1'))) return new Converted(lfs)
  }
  return undefined
}

function plainEnds(content: Buffer): Buffer {
  return Buffer.from(content.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
}
