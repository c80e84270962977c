/** What attacks by the built program have in common: the remote's first commit, and the checkpoint before the attack. */
import { git } from '../support/attempt-folder.ts'
import type { Ran } from '../support/story.ts'
import { waitFor } from '../support/wait-for.ts'

export const trackedFiles = { 'README.md': 'hello\n', 'uncommitted-tracked.txt': 'as it was\n' }

interface Awaited {
  readonly remote: string
  /** `create --wait`, which is not to end before. */
  readonly creating: Promise<Ran>
  readonly seconds: number
}

/** Waits until a checkpoint with the first commit is on the remote. */
export async function checkpointOf({ remote, creating, seconds }: Awaited): Promise<void> {
  let over: Ran | undefined
  void creating.then((ran) => (over = ran))
  const look = () => {
    if (over !== undefined) throw new Error(`it ended too early: exit ${over.code}\n${over.stderr}`)
    const subjects = git(remote, 'log', '--format=%s', '--glob=refs/gastown/*/*/checkpoint').split('\n')
    return subjects.includes('first.txt') || undefined
  }
  await waitFor('a checkpoint', look, { seconds })
}
