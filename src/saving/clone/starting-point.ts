import { GitFailure } from '../../git/failure.ts'
import { sanitizeLine } from '../../text/sanitize.ts'
import { nearName } from '../../text/near-name.ts'
import { isSuperseded } from '../push/rescue-kinds.ts'
import type { AttemptSettings } from '../settings.ts'

/** Where an attempt starts, decided from what the remote shows alone. */
export interface StartingPoint {
  /** The base branch's full ref. */
  readonly baseRef: string
  /** The work branch as it will be, without refs/heads/. */
  readonly branch: string
  /** The work branch's full ref where the attempt continues it. */
  readonly continued: string | undefined
  /** Refs of the last attempt that saved anything: commits that its branch may lack, and its uncommitted files. */
  readonly rescued: { readonly commits: string | undefined; readonly uncommitted: string | undefined }
}

type BranchSettings = Pick<
  AttemptSettings,
  'uid' | 'attempt' | 'baseBranch' | 'workBranch' | 'workBranchExplicit' | 'lastPush' | 'rescuePrefix' | 'repository'
>

/** Patterns of all refs that the decision depends on, but for the words about a base branch that is not there. */
export function neededRefs({ baseBranch, workBranch, uid, rescuePrefix }: BranchSettings): string[] {
  const branches = possibleBranches(workBranch, uid).map((name) => `refs/heads/${name}`)
  return [
    `refs/heads/${baseBranch}`,
    ...branches.flatMap((ref) => [ref, `${ref}/*`]),
    ...[...branches, rescuePrefix].flatMap(parentsOf),
    `${taskOf(rescuePrefix)}/*`,
  ]
}

/** Names that stand in the way of the ref as files do in that of folders. */
function parentsOf(ref: string): string[] {
  const parts = ref.split('/')
  return parts.slice(1, -1).map((_, at) => parts.slice(0, at + 2).join('/'))
}

function possibleBranches(workBranch: string, uid: string): string[] {
  return [workBranch, ...[4, 8].map((letters) => `${workBranch}-${uid.slice(0, letters)}`), `${workBranch}-${uid}`]
}

export function startingPoint(refs: ReadonlyMap<string, string>, wanted: BranchSettings): StartingPoint {
  const { baseBranch, workBranch } = wanted
  if (workBranch === baseBranch)
    throw new GitFailure('spec', `the work branch is the base branch, ${sanitizeLine(baseBranch)}`, {
      hint: 'choose another workBranch',
    })
  const baseRef = `refs/heads/${baseBranch}`
  if (!refs.has(baseRef)) throw baseMissing(refs, baseBranch)
  const branch = freeBranch(refs, wanted)
  refuseNeighbours(refs, branch, wanted.rescuePrefix)
  const continued = refs.has(`refs/heads/${branch}`) ? `refs/heads/${branch}` : undefined
  return { baseRef, branch, continued, rescued: rescuedRefs(refs, wanted) }
}

/** No attempt builds on a branch that it was not told to use and that no attempt of this polecat has pushed. */
function freeBranch(refs: ReadonlyMap<string, string>, wanted: BranchSettings): string {
  const { workBranch, workBranchExplicit, attempt, uid } = wanted
  if (workBranchExplicit) return workBranch
  const ours = [4, 8].map((letters) => `${workBranch}-${uid.slice(0, letters)}`)
  if (attempt > 1) {
    const marked = ours.find((name) => refs.has(`refs/heads/${name}`))
    if (marked !== undefined) return marked
    if (isOurs(refs, wanted)) return workBranch
  }
  return [workBranch, ...ours].find((name) => !refs.has(`refs/heads/${name}`)) ?? `${workBranch}-${uid}`
}

/** The status tells it, the polecat's own mark in the name, or a rescue ref of this polecat at the very same commit. */
function isOurs(
  refs: ReadonlyMap<string, string>,
  { workBranch, lastPush, uid, rescuePrefix }: BranchSettings,
): boolean {
  if (lastPush !== undefined || workBranch.endsWith(`-${uid.slice(0, 4)}`)) return true
  if (workBranch.endsWith(`-${uid.slice(0, 8)}`) || workBranch.endsWith(`-${uid}`)) return true
  const tip = refs.get(`refs/heads/${workBranch}`)
  const task = taskOf(rescuePrefix)
  return [...refs].some(([ref, commit]) => commit === tip && ref.startsWith(`${task}/`))
}

/** git keeps refs as files: `a` and `a/b` cannot both be refs, and the push would fail after all the work. */
function refuseNeighbours(refs: ReadonlyMap<string, string>, branch: string, rescuePrefix: string): void {
  const ref = `refs/heads/${branch}`
  for (const other of refs.keys()) {
    if (other.startsWith(`${ref}/`) || ref.startsWith(`${other}/`))
      throw inTheWay(other, sanitizeLine(branch), 'choose another workBranch')
    if (rescuePrefix.startsWith(`${other}/`))
      throw inTheWay(other, sanitizeLine(rescuePrefix), 'choose another rescueNamespace')
  }
}

function inTheWay(other: string, name: string, hint: string): GitFailure {
  return new GitFailure('spec', `the remote has ${shortName(other)}, beside which ${name} cannot exist`, { hint })
}

function baseMissing(refs: ReadonlyMap<string, string>, baseBranch: string): GitFailure {
  const branches = [...refs.keys()].filter((ref) => ref.startsWith('refs/heads/'))
  const name = sanitizeLine(baseBranch)
  if (branches.length === 0)
    return new GitFailure('base-missing', 'the repository is empty', { hint: `push a first commit to ${name}` })
  const near = nearName(baseBranch, branches.map(bare))
  return new GitFailure('base-missing', `the remote has no branch ${name}`, {
    hint:
      near === undefined
        ? `it has ${branches.slice(0, 3).map(shortName).join(', ')}`
        : `did you mean ${shortName(near)}?`,
  })
}

function rescuedRefs(
  refs: ReadonlyMap<string, string>,
  { attempt, lastPush, rescuePrefix }: BranchSettings,
): StartingPoint['rescued'] {
  const task = taskOf(rescuePrefix)
  // What came before the last push was in it, or left out of it on purpose.
  for (let earlier = attempt - 1; earlier >= (lastPush?.attempt ?? 1); earlier -= 1) {
    const present = (name: string): string | undefined => {
      const ref = `${task}/${earlier}/${name}`
      return refs.has(ref) && !isSuperseded(refs, ref) ? ref : undefined
    }
    const commits = present('branch') ?? present('checkpoint')
    const uncommitted = present('uncommitted')
    if (commits !== undefined || uncommitted !== undefined) return { commits, uncommitted }
  }
  return { commits: undefined, uncommitted: undefined }
}

/** Where the rescue refs of all attempts of the polecat are. */
function taskOf(rescuePrefix: string): string {
  return rescuePrefix.replace(/\/\d+$/, '')
}

function shortName(ref: string): string {
  return sanitizeLine(bare(ref), 80)
}

function bare(ref: string): string {
  return ref.replace(/^refs\/heads\//, '')
}
