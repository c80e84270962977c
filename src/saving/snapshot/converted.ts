/**
 * Files that git wrote otherwise than they are stored: with other line ends, mostly. Only attributes make git do that, and
 * the agent's filters are not run, so what git-clone wrote is remembered by its hash.
 */
import { objectName } from './objects.ts'
import type { OwnGit } from './own-git.ts'
import type { Tracked } from './tracked.ts'

const converting = /(^|\s)-?(text|crlf|eol|ident|filter|working-tree-encoding)\b/m

export class Converted {
  readonly #written = new Map<string, { readonly raw: string; readonly stored: string; readonly lineEnds: boolean }>()

  /** `content` is what git-clone wrote from the blob `stored`, if it is not too big. */
  note(path: string, content: Buffer | undefined, stored: string): void {
    if (content === undefined) return
    const raw = objectName('blob', content)
    if (raw === stored) return
    this.#written.set(path, { raw, stored, lineEnds: objectName('blob', plainEnds(content)) === stored })
  }

  /** The blob that this content stands for, if it is known: the one it was written from, or the commit's. */
  stored(path: string, raw: string, content: Buffer, tracked: string | undefined): string | undefined {
    const written = this.#written.get(path)
    if (written === undefined) return undefined
    if (written.raw === raw) return written.stored
    return written.lineEnds && objectName('blob', plainEnds(content)) === tracked ? tracked : undefined
  }
}

/** Undefined where no attribute makes git convert anything. */
export async function convertedIn(git: OwnGit, laid: Tracked): Promise<Converted | undefined> {
  for (const [path, { sha, mode }] of laid) {
    if (!/(^|\/)\.gitattributes$/.test(path) || !mode.startsWith('100')) continue
    if (converting.test((await git.output(['cat-file', 'blob', sha])).toString('latin1'))) return new Converted()
  }
  return undefined
}

function plainEnds(content: Buffer): Buffer {
  return Buffer.from(content.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
}
