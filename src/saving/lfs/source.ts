/** The two kinds of places that contents come from: servers, and a repository on this machine. */
import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { codeOf } from '../../errors.ts'
import { askBatch, type Api } from './batch.ts'
import { download } from './download.ts'
import type { LfsObject } from './pointer.ts'
import { isStored, placeIn, storeOf } from './store.ts'
import { openWeb, unreachable } from './web.ts'

/** Opens one content; undefined where it is not there after all. */
type Opening = (signal: AbortSignal) => Promise<Readable | undefined>

export interface Source extends Disposable {
  readonly shown: string
  /** By object; those that are not there are not among them. */
  locate(objects: readonly LfsObject[], signal: AbortSignal): Promise<ReadonlyMap<string, Opening>>
  /** Any error while a content comes, as a failure that tells whether to try again. */
  explain(error: unknown): unknown
}

/** `api` is asked anew for every question, because what a server gives may hold for minutes only. */
export async function webSource(
  address: string,
  env: Readonly<Record<string, string>>,
  api: () => Promise<Api>,
): Promise<Source> {
  const web = await openWeb(address, env)
  let host = URL.canParse(address) ? new URL(address) : undefined
  return {
    get shown() {
      return `the LFS server ${host?.host ?? ''}`.trimEnd()
    },
    async locate(objects, signal) {
      const now = await api()
      host = now.url
      const found = await askBatch(web, now, objects, signal)
      const openings = [...found].map(
        ([oid, action]) => [oid, (open: AbortSignal) => download(web, now, action, open)] as const,
      )
      return new Map<string, Opening>(openings)
    },
    explain: (error) => (isBrokenLine(error) && host !== undefined ? unreachable(host, error) : error),
    [Symbol.dispose]: () => web[Symbol.dispose](),
  }
}

function isBrokenLine(error: unknown): boolean {
  return ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ERR_STREAM_PREMATURE_CLOSE'].includes(codeOf(error))
}

/** A bare repository, or one with a checkout. */
export function folderSource(repository: string): Source {
  const gitDir = [join(repository, '.git'), `${repository}.git`].find((folder) => existsSync(join(folder, 'lfs')))
  const store = storeOf(existsSync(join(repository, 'lfs')) ? repository : (gitDir ?? repository))
  return {
    shown: store,
    async locate(objects) {
      const here = objects.filter((object) => isStored(store, object))
      return new Map<string, Opening>(
        here.map(({ oid }) => [oid, async () => createReadStream(placeIn(store, oid))] as const),
      )
    },
    explain: (error) => error,
    [Symbol.dispose]: () => {},
  }
}
