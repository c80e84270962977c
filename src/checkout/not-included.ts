import { counted } from '../outcome/counted.ts'
import { gitOutput, userGit, type Checkout, type CheckoutContext } from './checkout.ts'

/** What the checkout has and a polecat that starts from its branch will not have: it starts from what the remote has. */
export async function notIncluded({ branch, remoteName }: Checkout, place: CheckoutContext): Promise<string[]> {
  if (branch === undefined) return []
  const tracking = `refs/remotes/${remoteName}/${branch}`
  const [ahead, files, tip] = await Promise.all([
    gitOutput(['rev-list', '--count', `${tracking}..HEAD`, '--'], place),
    changedFiles(place),
    gitOutput(['rev-parse', '--short', '--verify', '--quiet', tracking], place),
  ])
  const commits = Number(ahead ?? 0)
  return [
    ...(commits > 0
      ? [`${counted(commits, 'commit')} of ${branch} not on ${remoteName}: the polecat starts from ${tip}. Push first.`]
      : []),
    ...(files > 0 ? [`${counted(files, 'file')} with uncommitted changes: the polecat starts without them.`] : []),
  ]
}

/** Untracked ones count, ignored ones do not. */
async function changedFiles(place: CheckoutContext): Promise<number> {
  const { status, stdout } = await userGit(['status', '--porcelain', '-z', '--no-renames'], place)
  return status === 0 ? stdout.toString('latin1').split('\0').length - 1 : 0
}
