/**
 * LFS, where asked for: the contents of the start commit's files are fetched once beside base's packs and written to
 * the checkout. By a client of our own, because what may be asked where, and with which credential, is decided here.
 */
import { appendFileSync, statfsSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Access } from '../../git/access/access.ts'
import { configText } from '../../git/config-text.ts'
import { GitFailure } from '../../git/failure.ts'
import { sanitizeLine } from '../../text/sanitize.ts'
import { askObjects, type Objects } from '../objects.ts'
import { fileLine, filterLines } from './attributes.ts'
import { withoutLfs } from './endpoint.ts'
import { fetchObjects, megabytes, type FetchContext } from './fetch-objects.ts'
import { filteredPaths, lfsFilesIn, type LfsFile, type LfsFiles } from './files-in.ts'
import { filterFile, filterScript, filterSettings, ownFilter } from './filter.ts'
import { configuredServer } from './lfs-config.ts'
import { openSource } from './open-source.ts'
import { noteInIndex, placeContents } from './place-contents.ts'

export interface LfsRepository {
  readonly access: Access
  readonly gitDir: string
  readonly folder: string
  /** The base branch's commit: which server is asked, and what must be there. */
  readonly base: string
  /** Where contents go. */
  readonly store: string
}

export interface LfsSetup {
  /** Without credential and configuration. */
  readonly env: Readonly<Record<string, string>>
  /** Bytes that the checkout may hold. */
  readonly maxBytes: number | undefined
  readonly context: FetchContext
}

export async function checkoutLfs(repository: LfsRepository, setup: LfsSetup): Promise<void> {
  const { access, gitDir, folder, base, store } = repository
  const { log } = setup.context
  const objects = { gitDir, env: setup.env }
  const found = await lfsFilesIn(objects)
  if (found.odd > 0) log(`${found.odd} LFS pointers are of an old or extended kind and stay pointers`)
  if (found.files.length === 0) return
  const bytes = found.files.reduce((sum, { size }) => sum + size, 0)
  log(`${found.files.length} files are in LFS, ${megabytes(bytes)} MB`)
  refuseTooMuch(bytes, folder, setup.maxBytes)
  using source = await openSource(access, await configuredServer(objects, base))
  const missing = await fetchObjects(source, found.files, store, setup.context)
  const [here, gone] = [false, true].map((is) => found.files.filter(({ oid }) => missing.has(oid) === is))
  await leavePointers(gone ?? [], source.shown, objects, { base, log })
  await placeContents(folder, here ?? [], store)
  await writeFilter(objects, found, store)
  await noteInIndex(objects, folder, here ?? [])
}

function refuseTooMuch(bytes: number, folder: string, maxBytes = Infinity): void {
  const { bavail, bsize } = statfsSync(folder)
  const free = Math.min(maxBytes, bavail * bsize)
  if (bytes > free)
    throw new GitFailure(
      'disk-full',
      `the LFS files take ${megabytes(bytes)} MB, and there is room for ${megabytes(free)}`,
      {
        hint: 'set lfs to false to work with the pointers',
      },
    )
}

/** A commit of an agent's may name what only its own checkout had: that must not keep later attempts from starting. */
async function leavePointers(
  files: readonly LfsFile[],
  shown: string,
  objects: Objects,
  { base, log }: { readonly base: string; readonly log: (line: string) => void },
): Promise<void> {
  if (files.length === 0) return
  const tree = await askObjects(objects, ['ls-tree', '-r', '--full-tree', base])
  const inBase = new Set(tree.toString('latin1').match(/(?<=^\d+ blob )[0-9a-f]{40}/gm))
  const needed = files.filter(({ blob }) => inBase.has(blob))
  const [first] = needed
  if (first !== undefined) {
    const more = needed.length > 1 ? ` and ${needed.length - 1} more` : ''
    throw new GitFailure('not-found', `${shown} does not have ${shownPath(first)}${more}`, {
      hint: `upload it with git lfs push --all, ${withoutLfs}`,
    })
  }
  for (const file of files.slice(0, 20)) log(`${shown} does not have ${shownPath(file)}, which stays a pointer`)
}

function shownPath({ path }: LfsFile): string {
  return sanitizeLine(Buffer.from(path, 'latin1').toString('utf8'), 80)
}

async function writeFilter(objects: Objects, { files, attributes }: LfsFiles, store: string): Promise<void> {
  const { gitDir } = objects
  const file = join(gitDir, 'info', 'attributes')
  const write = (lines: readonly string[]): void =>
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''), { encoding: 'latin1' })
  const lines = filterLines(attributes)
  write(lines)
  const paths = files.map(({ path }) => path)
  const covered = new Set(await filteredPaths(objects, paths, ownFilter))
  write([...lines, ...paths.filter((path) => !covered.has(path)).map(fileLine)])
  writeFileSync(join(gitDir, filterFile), filterScript(relative(gitDir, store)))
  appendFileSync(join(gitDir, 'config'), configText(filterSettings))
}
