import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { plainEnvironment } from '../git/plain-environment.ts'
import { readIfThere } from '../if-there.ts'
import { files, mounts, type ShownAbout } from '../pod/layout.ts'
import type { StartNote } from '../saving/handover.ts'
import type { Objects } from '../saving/objects.ts'
import { parseHandover } from '../saving/push/parse-handover.ts'
import { readDiff, readWork, type DiffForm, type SavedWork } from '../saving/show/work.ts'
import type { ContainerIO } from './io.ts'

export interface ShowStreams {
  readonly out: NodeJS.WritableStream
  /** When the snapshot was made, for whoever asked. */
  readonly about: NodeJS.WritableStream
}

/** Called by exec in git-save while the agent works: the last snapshot, as JSON or as a difference. */
export async function show(io: ContainerIO, what: 'work' | DiffForm, { out, about }: ShowStreams): Promise<number> {
  const [objects, saved] = [openObjects(io), lastSnapshot(io)]
  about.write(`${JSON.stringify({ checkpoint: lastCheckpoint(io) } satisfies ShownAbout)}\n`)
  out.write(what === 'work' ? JSON.stringify(await readWork(objects, saved)) : await readDiff(objects, saved, what))
  return 0
}

function lastSnapshot(io: ContainerIO): SavedWork {
  const { base, start } = JSON.parse(readFileSync(io.path(files.start), 'utf8')) as StartNote
  const handover = parseHandover(readIfThere(io.path(files.handover)) ?? '')
  return { base, tip: handover?.tip ?? start, uncommitted: handover?.uncommitted }
}

/** Time of the last checkpoint that found something new: only such a one is handed over. */
function lastCheckpoint(io: ContainerIO): string | null {
  return statSync(io.path(files.handover), { throwIfNoEntry: false })?.mtime.toISOString() ?? null
}

function openObjects(io: ContainerIO): Objects {
  // Not git-save's own folder: it may be at work at the same time.
  const folder = join(io.path(mounts.handoff), 'show')
  mkdirSync(folder, { recursive: true })
  const gitDir = io.path(files.handoffRepository)
  return { gitDir, env: plainEnvironment(folder, [gitDir, io.path(files.baseRepository)], io.env.PATH) }
}
