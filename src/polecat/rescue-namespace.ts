import { refProblem } from './branch-name.ts'

export const defaultRescueNamespace = 'refs/gastown'

/** Names below `refs/` that git or a host gives a meaning of its own: a push there opens a review, or is refused or hidden. */
const reserved: Readonly<Record<string, string>> = {
  for: 'Gerrit',
  drafts: 'Gerrit',
  changes: 'Gerrit',
  pull: 'GitHub',
  'pull-requests': 'Bitbucket',
  'merge-requests': 'GitLab',
  pipelines: 'GitLab',
  environments: 'GitLab',
  'keep-around': 'GitLab',
  remotes: 'git',
  replace: 'git',
  notes: 'git',
  stash: 'git',
  bisect: 'git',
  worktree: 'git',
  rewritten: 'git',
  prefetch: 'git',
}

/** Why rescue refs cannot go below this prefix, or undefined. */
export function rescueNamespaceProblem(namespace: string): string | undefined {
  if (/^refs\/(heads|tags)$/i.test(namespace)) return 'would put rescue refs among your own refs'
  const [, top = ''] = namespace.toLowerCase().split('/')
  const owner = reserved[top]
  if (owner !== undefined)
    return `is one that ${owner} uses itself: expected another, such as '${defaultRescueNamespace}'`
  return refProblem(namespace)
}

/** A host starts CI for what is pushed below these, whatever the name. The CRD says the same in CEL. */
export const ciNamespaces = '^refs/(heads|tags)/'

/**
 * Why CI changes cannot be held with this prefix, or undefined: checkpoints, and the held commits themselves, are pushed
 * below it while the agent runs.
 */
export function holdProblem(namespace: string, ciChanges: 'hold' | 'allow'): string | undefined {
  if (ciChanges === 'allow' || !new RegExp(ciNamespaces, 'i').test(namespace)) return undefined
  return `hosts start CI for what is pushed to ${namespace}, so changes of CI cannot be held: expected a namespace outside refs/heads and refs/tags, or ciChanges: allow`
}
