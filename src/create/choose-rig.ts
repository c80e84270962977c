import { GastownError, invalid } from '../errors.ts'
import { withoutCredentials } from '../git/without-credentials.ts'
import type { Client } from '../kube/client.ts'
import { rigs } from '../kube/resources.ts'
import { repositoryProblem } from '../polecat/repository-url.ts'
import { newRig } from '../rig/new-rig.ts'
import { freeRigName, rigNameOf } from '../rig/rig-names.ts'
import { sameRepository } from '../rig/same-repository.ts'
import type { Rig } from '../rig/schema.ts'
import { userGit, type Checkout, type CheckoutContext } from '../checkout/checkout.ts'
import { ciBranch } from '../checkout/ci-branch.ts'
import { remoteBranches, type RemoteBranches } from '../checkout/remote-branches.ts'
import { ownGitError } from '../checkout/own-git.ts'
import { rigHints, rigMissing } from '../checkout/rig-missing.ts'

export interface RigChoice {
  readonly rig: Rig
  /** The rig does not exist yet. */
  readonly isNew: boolean
  /** The checkout that the command is called in, where it is of the rig's repository. */
  readonly here: Checkout | undefined
  /** The branch that a polecat created here starts from, where no one says otherwise. */
  base(): Promise<string | undefined>
}

export interface RigRequest {
  /** Left out: the rig of the checkout that the command is called in. */
  readonly name?: string
  /** Whether a rig may be made for a checkout that has none. */
  readonly canCreateRig: boolean
  /** Prefix of the rig's beads, where they tell one. */
  readonly prefix?: string
  /** The checkout that the command is called in. */
  readonly checkout: Checkout | undefined
  readonly place: CheckoutContext
}

/** The rig that a new polecat belongs to; nothing is made here. */
export async function chooseRig(client: Client, request: RigRequest): Promise<RigChoice> {
  const { place, checkout } = request
  if (request.name !== undefined) {
    const { items } = await client.list(rigs, { signal: place.signal })
    const rig = items.find((item) => item.metadata.name === request.name)
    if (rig === undefined) throw rigMissing(request.name, items)
    return ofExisting(rig, checkout, place)
  }
  const { items } = await client.list(rigs, { signal: place.signal })
  if (checkout === undefined) throw noRig('cannot infer the rig: this folder is not a checkout with a remote', items)
  const matching = items.filter((item) => sameRepository(item.spec.gitURL, checkout.remote))
  if (matching.length > 1) throw ambiguous(matching)
  const [rig] = matching
  if (rig !== undefined) return ofExisting(rig, checkout, place)
  if (!request.canCreateRig) throw noRig(`no rig found for the repository of this checkout`, items, checkout)
  return makeRig(checkout, items, request)
}

function ofExisting(rig: Rig, checkout: Checkout | undefined, place: CheckoutContext): RigChoice {
  const here = checkout !== undefined && sameRepository(rig.spec.gitURL, checkout.remote) ? checkout : undefined
  // The remote is asked once, however many polecats start from it.
  let base: Promise<string | undefined> | undefined
  return { rig, isNew: false, here, base: () => (base ??= baseHere(rig, here, place)) }
}

/** The checkout's branch, where it is another than the rig's. */
async function baseHere(rig: Rig, here: Checkout | undefined, place: CheckoutContext): Promise<string | undefined> {
  if (here === undefined) return undefined
  const branch = branchHere(here, place)
  if (branch === (rig.spec.defaults?.kubernetes?.gitBranch ?? 'main')) return undefined
  return onRemote(branch, await branchesOf(here.remote, place))
}

/** What a polecat from here starts from: no other branch is meant, however near it is. */
function branchHere({ branch }: Checkout, { env }: CheckoutContext): string {
  const here = branch ?? ciBranch(env)
  if (here !== undefined) return here
  throw baseMissing(
    'this checkout is on no branch (detached HEAD): expected the branch to start from, as --base BRANCH',
  )
}

function onRemote(branch: string, { names, head }: RemoteBranches): string {
  if (names.has(branch)) return branch
  const other = head === undefined ? 'BRANCH' : head
  throw baseMissing(
    `branch '${branch}' is not on the remote: push it with "git push -u origin ${branch}", or start from another with --base ${other}`,
  )
}

function baseMissing(message: string): GastownError {
  return invalid('no branch to start from', [{ field: '--base', message }])
}

async function branchesOf(remote: string, place: CheckoutContext): Promise<RemoteBranches> {
  try {
    return await remoteBranches(remote, (args) => userGit(args, place))
  } catch (error) {
    const hint = `Check it with: git ls-remote ${withoutCredentials(remote)}`
    throw ownGitError('the remote of this checkout does not respond', error, hint)
  }
}

async function makeRig(
  checkout: Checkout,
  existing: readonly Rig[],
  { place, prefix }: Pick<RigRequest, 'place' | 'prefix'>,
): Promise<RigChoice> {
  // The machine's own git knows the user of an https remote; a rig that everyone reads must not hold a token.
  const gitURL = withoutCredentials(checkout.remote)
  // In the short ssh form nothing can be left out: git takes what stands before a password for the host.
  const problem = repositoryProblem(gitURL.includes('://') ? gitURL : checkout.remote, { local: true })
  if (problem !== undefined)
    throw new GastownError('invalid', 'cannot create a rig for this checkout', {
      problems: [{ field: 'remote', message: `the URL ${problem}` }],
    })
  const branches = await branchesOf(checkout.remote, place)
  const here = checkout.branch ?? ciBranch(place.env)
  const gitBranch = branches.head ?? (here !== undefined && branches.names.has(here) ? here : undefined)
  if (gitBranch === undefined)
    throw new GastownError('invalid', 'the remote of this checkout has no branch to start from', {
      hints: ['Push a first commit, or name the branch with --base.'],
    })
  const taken = new Set(existing.map((rig) => rig.metadata.name ?? ''))
  const name = freeRigName(rigNameOf(gitURL), taken)
  const rig = newRig(name, { gitURL, gitBranch, prefix })
  const base = async () => (here === gitBranch ? undefined : onRemote(branchHere(checkout, place), branches))
  return { rig, isNew: true, here: checkout, base }
}

function noRig(why: string, existing: readonly Rig[], checkout?: Checkout): GastownError {
  return new GastownError('not-found', 'no rig given', {
    problems: [{ field: '--rig', message: why }],
    hints: rigHints(existing, checkout),
  })
}

function ambiguous(matching: readonly Rig[]): GastownError {
  const names = matching.map(({ metadata }) => metadata.name ?? '')
  return new GastownError('invalid', 'more than one rig matches', {
    problems: [{ field: '--rig', message: `${names.join(', ')} have the repository of this checkout` }],
    hints: [`Name one of them, such as: --rig ${names[0]}`],
  })
}
