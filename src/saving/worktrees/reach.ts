import { posix } from 'node:path'
import { folderBelow, type Folder } from '../scan/folder.ts'
import { readSmall } from '../scan/small-file.ts'

const linkBytes = 4096

/**
 * The volume with the checkout: the only one with files of the agent's that git-save may open. What the agent wrote of
 * paths is taken apart as words, and only what stays below the volume is opened, folder by folder.
 */
export interface Reach {
  readonly workspace: Folder
  /** The volume's path, as it may stand in the agent's files: through links of the kubelet's there is more than one. */
  readonly names: readonly string[]
  /** The checkout's name in it. */
  readonly checkoutName: string
}

/** The folders from the volume down to an absolute path; undefined where it leads elsewhere. */
export function partsBelow({ names }: Pick<Reach, 'names'>, path: string): readonly string[] | undefined {
  const clean = posix.normalize(path)
  for (const name of names)
    if (clean.startsWith(`${name}/`))
      return clean
        .slice(name.length + 1)
        .split('/')
        .filter(Boolean)
  return undefined
}

export function openBelow({ workspace }: Reach, parts: readonly string[]): Folder | undefined {
  return folderBelow(workspace, parts)
}

/** Which of a repository's records of worktrees a folder belongs to. */
export interface Membership {
  /** The repository's folder, from the checkout's down: `.git`, or one of a submodule below it. */
  readonly repository: readonly string[]
  readonly id: string
}

/** What the `.git` file of a folder says, where it makes the folder a worktree of the checkout's or a submodule's. */
export function membershipOf(
  reach: Omit<Reach, 'workspace'>,
  folder: Folder,
  parts: readonly string[],
): Membership | undefined {
  const text = readSmall(folder, '.git', linkBytes)
  const target = /^gitdir: ([^\0\n]+)\n*$/.exec(text ?? '')?.[1]
  if (target === undefined) return undefined
  const [checkout, ...below] = partsBelow(reach, posix.resolve('/', reach.names[0] ?? '', ...parts, target)) ?? []
  if (checkout !== reach.checkoutName || below[0] !== '.git' || below.at(-2) !== 'worktrees') return undefined
  const repository = below.slice(0, -2)
  if (repository.length > 1 && repository[1] !== 'modules') return undefined
  return { repository, id: below.at(-1) ?? '' }
}
