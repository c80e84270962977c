/** The work of a polecat so far, from its pod while that lives and from the remote afterwards; never by git in the checkout. */
import { Writable } from 'node:stream'
import type { Context } from '../context.ts'
import { GastownError, isKind } from '../errors.ts'
import { showTime } from '../output/age.ts'
import { containerProgram, containers, containerWords } from '../pod/layout.ts'
import type { Polecat } from '../polecat/schema.ts'
import type { Objects } from '../saving/objects.ts'
import { readDiff, readWork, type DiffForm, type SavedWork, type Work } from '../saving/show/work.ts'
import { findPolecat } from '../polecats/find-polecats.ts'
import { readSavedOnRemote } from './saved-on-remote.ts'
import { sanitizeForTerminal } from '../text/sanitize.ts'

export interface FoundWork {
  readonly polecat: string
  readonly attempt: number
  readonly branch: string | undefined
  /** Where it was read: the last checkpoint in the pod, or what is on the remote. */
  readonly source: 'pod' | 'remote'
  readonly work: Work
}

export async function findWork(context: Context, name: string): Promise<FoundWork> {
  const polecat = await find(context, name)
  const { attempt = 1, branch } = polecat.status ?? {}
  const about = { polecat: name, attempt, branch }
  const shown = await fromPod(context, polecat, containerWords.showWork)
  if (Buffer.isBuffer(shown)) return { ...about, source: 'pod', work: JSON.parse(shown.toString('utf8')) as Work }
  return { ...about, source: 'remote', work: await fromRemote(context, polecat, shown, readWork) }
}

export async function findDiff(context: Context, name: string, form: DiffForm): Promise<Buffer> {
  const polecat = await find(context, name)
  const word = form === 'stat' ? containerWords.showStat : containerWords.showPatch
  const shown = await fromPod(context, polecat, word)
  if (Buffer.isBuffer(shown)) return shown
  return fromRemote(context, polecat, shown, (objects, saved) => readDiff(objects, saved, form))
}

async function find(context: Context, name: string): Promise<Polecat> {
  const where = { namespace: await context.namespace(), signal: context.signal }
  const polecat = await findPolecat(await context.client(), name, where)
  if (polecat.status?.attempt === undefined)
    throw new GastownError('not-found', `${name} has not started yet`, {
      hints: [`See its status with: gastown describe ${name}`],
    })
  return polecat
}

/**
 * What our program prints beside git-save. Undefined where there is no such container any more, or not yet; an error
 * where the caller may not run programs in pods.
 */
async function fromPod(context: Context, polecat: Polecat, word: string): Promise<Buffer | GastownError | undefined> {
  const { status } = polecat
  const { podName, podUID, podActive } = status ?? {}
  if (podName === undefined || podUID === undefined || podActive === false) return undefined
  const pieces: Buffer[] = []
  const stdout = collect((piece) => pieces.push(piece))
  const about: Buffer[] = []
  const stderr = collect((piece) => about.push(piece))
  const request = { container: containers.save, command: [containerProgram, word], stdout, stderr }
  try {
    const client = await context.client()
    const exit = await client.exec(podName, await context.workerNamespace(), { ...request, signal: context.signal })
    if (exit !== 0) return undefined
    tellCheckpoint(context, polecat, Buffer.concat(about).toString('utf8'))
    return Buffer.concat(pieces)
  } catch (error) {
    if (isKind(error, 'denied')) return error
    // What it has saved is on the remote too.
    if (error instanceof GastownError && error.kind !== 'interrupted' && error.kind !== 'unreachable') return undefined
    throw error
  }
}

/** Work on the remote is all that is left to somebody who may not look into the pod: `denied` says that. */
async function fromRemote<T>(
  context: Context,
  polecat: Polecat,
  denied: GastownError | undefined,
  read: (objects: Objects, saved: SavedWork) => Promise<T>,
): Promise<T> {
  try {
    const work = await readSavedOnRemote(context, polecat, read)
    if (denied !== undefined) context.notice(`Only what is on the remote, because the pod is closed: ${denied.message}`)
    return work
  } catch (error) {
    if (denied === undefined || !(error instanceof GastownError) || error.kind === 'interrupted') throw error
    throw new GastownError('denied', `the work of ${polecat.metadata.name} cannot be read`, {
      problems: [
        { field: 'in its pod', message: denied.message },
        { field: 'on the remote', message: error.message },
        ...error.problems,
      ],
      hints: [...denied.hints, ...error.hints],
      cause: error,
    })
  }
}

/** What has changed since is not seen. */
function tellCheckpoint(context: Context, { metadata }: Polecat, said: string): void {
  const about = /^\{"checkpoint":(?:null|"([^"]*)")\}$/m.exec(said)
  if (about === null) return
  const time = about[1]
  const style = { relative: context.stderr.isTerminal, now: context.now() }
  if (time === undefined) context.notice(`No checkpoint of ${metadata.name} contains work yet.`)
  else context.notice(`As of the last checkpoint with changes: ${sanitizeForTerminal(showTime(time, style))}`)
}

function collect(take: (piece: Buffer) => void): Writable {
  return new Writable({
    write(piece: Buffer, _encoding, done) {
      take(piece)
      done()
    },
  })
}
