import { GitFailure } from '../../git/failure.ts'
import { runGit } from '../../git/run.ts'
import type { AttemptSettings } from '../settings.ts'

/** Refuses what the attempt asks for and this repository would need, but gastown cannot do. */
export async function refuseUnsupported(
  gitDir: string,
  start: string,
  settings: Pick<AttemptSettings, 'lfs'>,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const call = { env, timeoutMs: 60_000 }
  if (settings.lfs) {
    const { status } = await runGit(
      [`--git-dir=${gitDir}`, 'grep', '-q', 'filter=lfs', start, '--', ':(glob)**/.gitattributes'],
      call,
    )
    if (status === 0)
      throw new GitFailure('spec', 'the repository keeps files in LFS, which gastown cannot fetch', {
        hint: 'set lfs to false to work with the pointers',
      })
  }
}
