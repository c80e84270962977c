/**
 * Tags that point into what is fetched. git brings their objects along, but writes a file for each: 15,000 of them take
 * longer than all the rest of a clone. So it finds their names taken, and they are written at once, by us.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Access } from '../../git/access/access.ts'
import { writePackedRefs } from '../../git/repository.ts'
import { askObjects } from '../objects.ts'
import { objectName, openObjectStore } from '../snapshot/objects.ts'
import { linesOf } from '../../git/lines-of.ts'

/** What the names stand for until then; no repository has it. */
const placeholder = Buffer.from('a tag whose object may come\n')

/** Refs under which git looks for tags that it has. */
export async function takeNames(gitDir: string, tags: ReadonlyMap<string, string>): Promise<void> {
  const nothing = await openObjectStore(gitDir).write('blob', placeholder)
  writePackedRefs(gitDir, new Map([...tags.keys()].map((name) => [name, nothing])))
}

/** Writes the tags whose objects came, as the remote has them. */
export async function writeFollowed(
  gitDir: string,
  tags: ReadonlyMap<string, string>,
  { env }: Pick<Access, 'env'>,
): Promise<void> {
  const ids = [...new Set(tags.values())]
  const words = ['cat-file', '--batch-check=%(objectname)']
  const output = await askObjects({ gitDir, env }, words, { input: linesOf(ids) })
  const there = new Set(output.toString('latin1').split('\n'))
  writePackedRefs(gitDir, new Map([...tags].filter(([, id]) => there.has(id))))
  // Only it: where git keeps what it fetched as files, others may stand beside it.
  const name = objectName('blob', placeholder)
  rmSync(join(gitDir, 'objects', name.slice(0, 2), name.slice(2)))
}
