/**
 * Files that were written otherwise than they are stored: with other line ends, mostly, or from LFS. Only attributes make
 * git do that, and the agent's filters are not run, so what git-clone wrote is remembered by its hash.
 */
import { Attributes } from '../convert/attributes.ts'
import { isWritten } from '../convert/written.ts'
import type { OpenFile } from './folder.ts'
import type { LfsContents } from './lfs-contents.ts'
import { objectName } from '../snapshot/objects.ts'
import type { OwnGit } from '../snapshot/own-git.ts'
import { storedContent } from './stored-content.ts'
import type { Entry, Tracked } from './tracked.ts'

const converting = /(^|\s)-?(text|crlf|eol|ident|filter|working-tree-encoding)\b/m

export class Converted {
  readonly #written = new Map<string, { readonly raw: string; readonly stored: string }>()
  readonly #lfs: LfsContents | undefined
  readonly #attributes: Attributes

  /** `attributes`: those by which the files were written. */
  constructor(lfs: LfsContents | undefined, attributes: Attributes) {
    this.#lfs = lfs
    this.#attributes = attributes
  }

  /** Whether this may be what git-clone wrote from the blob, whatever the attributes are now; notes it then. */
  async isWrittenFrom(path: string, content: Buffer, entry: Entry): Promise<boolean> {
    if (this.isPointer(entry.sha)) return false
    if (objectName('blob', content) !== entry.sha && !(await this.#isWritten(path, content, entry))) return false
    this.note(path, () => content, entry.sha)
    return true
  }

  async #isWritten(path: string, content: Buffer, entry: Entry): Promise<boolean> {
    const stored = await storedContent(this.#attributes, path, content, entry)
    if (stored !== undefined && objectName('blob', stored) === entry.sha) return true
    const conversion = await this.#attributes.of(path)
    const blob = conversion && (await this.#attributes.blob(entry.sha))
    return conversion !== undefined && blob !== undefined && isWritten(content, blob, conversion)
  }

  /** Ends the process that answers for attributes: it would keep the program from ending. */
  async stopProcess(): Promise<void> {
    await this.#attributes.stopProcess()
  }

  /** `read` gives what git-clone wrote from the blob `stored`, if it is not too big. */
  note(path: string, read: () => Buffer | undefined, stored: string): void {
    const content = this.isPointer(stored) ? undefined : read()
    if (content === undefined) return
    const raw = objectName('blob', content)
    if (raw === stored) return
    this.#written.set(path, { raw, stored })
  }

  /** The blob that this content stands for, if it is known: the one it was written from, or a pointer. */
  async stored(path: string, raw: string, content: Buffer, tracked: string | undefined): Promise<string | undefined> {
    const written = this.#written.get(path)
    if (written?.raw === raw) return written.stored
    return tracked === raw ? undefined : await this.#lfs?.pointerFor(content)
  }

  /** The same for a file that is too big to hold. */
  async storedBig(file: OpenFile, yieldToEventLoop: () => Promise<void> | undefined): Promise<string | undefined> {
    return await this.#lfs?.pointerForBig(file, yieldToEventLoop)
  }

  /** Stands for an LFS content that was fetched, and counts for no more than the few bytes that it is. */
  isPointer(blob: string): boolean {
    return this.#lfs?.isPointer(blob) === true
  }
}

/** Undefined where no attribute makes git convert anything. `folder` is for the attributes. */
export async function convertedIn(
  git: OwnGit,
  cloned: Tracked,
  lfs: LfsContents | undefined,
  folder: string,
): Promise<Converted | undefined> {
  if (lfs === undefined && !(await isAnyConverted(git, cloned))) return undefined
  const attributes = new Attributes(git, folder)
  await attributes.loadCommit(cloned)
  return new Converted(lfs, attributes)
}

async function isAnyConverted(git: OwnGit, cloned: Tracked): Promise<boolean> {
  for (const [path, { sha, mode }] of cloned) {
    if (!/(^|\/)\.gitattributes$/.test(path) || !mode.startsWith('100')) continue
    if (converting.test((await git.output(['cat-file', 'blob', sha])).toString('latin1'))) return true
  }
  return false
}
