import { askObjects } from '../objects.ts'
import type { Attempt } from './attempt.ts'
import { refNames } from './destinations.ts'
import { listShown } from './list-remote.ts'
import { linesOf } from '../../git/lines-of.ts'

/**
 * Where a power cut took the state, what an attempt had pushed would count as somebody else's. Whatever the remote shows
 * at the refs that it may write, and whose commit is in our repository, came from there. Throws a GitFailure.
 */
export async function adoptRefs({ note, pusher, settings, objects }: Attempt): Promise<void> {
  const { state, log, save } = pusher
  const { branch, rescuePrefix } = refNames(note.branch, settings.rescuePrefix)
  const shown = await listShown(pusher, [branch, `${rescuePrefix}/*`])
  const commits = [...new Set(shown.values())]
  const input = linesOf(commits)
  const told = await askObjects(objects, ['cat-file', '--batch-check=%(objecttype)'], { input })
  const types = told.toString('utf8').split('\n')
  const held = new Set(commits.filter((_, index) => types[index] === 'commit'))
  for (const [ref, commit] of shown) if (held.has(commit)) state.known[ref] = commit
  delete state.isLost
  save()
  log(`the state of earlier pushes was lost: took over ${held.size === 0 ? 'nothing' : 'what the remote has of them'}`)
}
