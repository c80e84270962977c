import type { Access } from '../../git/access/access.ts'
import { writeRepository } from '../../git/repository.ts'
import { fetchInto } from '../clone/fetch-base.ts'
import { askObjects, type Objects } from '../objects.ts'
import type { RescueRef } from './rescue-refs.ts'

export interface FetchedCommits {
  readonly objects: Objects
  /** When each commit was made, in seconds since 1970. */
  readonly dates: ReadonlyMap<string, number>
}

/** The remote's branches and the rescue refs, into a repository for this purpose: commits and trees without any file. */
export async function fetchCommits(
  access: Access,
  refs: readonly RescueRef[],
  objects: Objects,
  { signal }: { readonly signal: AbortSignal },
): Promise<FetchedCommits> {
  const { gitDir } = objects
  writeRepository({ gitDir, bare: true, head: 'refs/heads/main' })
  if (refs.length === 0) return { objects, dates: new Map() }
  // By prefix, because a command line holds only so many names.
  const tasks = new Set(refs.map(({ task }) => task))
  const namespaces = new Set([...tasks].map((task) => task.slice(0, task.lastIndexOf('/'))))
  const refspecs = ['+refs/heads/*:refs/heads/*', ...[...namespaces].map((one) => `+${one}/*:refs/rescued/${one}/*`)]
  await fetchInto(access, { gitDir, refspecs, depth: undefined, filter: 'blob:none' }, { log: () => {}, signal })
  const words = ['for-each-ref', '--format=%(objectname) %(committerdate:unix)', 'refs/rescued']
  const lines = (await askObjects(objects, words)).toString('utf8').split('\n').filter(Boolean)
  return { objects, dates: new Map(lines.map((line) => [line.slice(0, 40), Number(line.slice(41))])) }
}
