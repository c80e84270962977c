import { GastownError, type Problem } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { rigs } from '../kube/resources.ts'
import { repositoryProblem } from '../polecat/repository-url.ts'
import { nearName } from '../polecat/near-name.ts'
import { newRig } from '../rig/new-rig.ts'
import { freeRigName, rigNameOf } from '../rig/rig-names.ts'
import { sameRepository } from '../rig/same-repository.ts'
import type { Rig } from '../rig/schema.ts'
import { remoteBranches, type Checkout, type Place } from './checkout.ts'

export interface RigChoice {
  readonly rig: Rig
  /** The rig does not exist yet. */
  readonly isNew: boolean
  /** It has the repository of the checkout that the command is called in. */
  readonly isHere: boolean
  /** The branch that a polecat created here starts from, where no one says otherwise. */
  base(): Promise<string | undefined>
}

export interface RigWish {
  /** Left out: the rig of the checkout that the command is called in. */
  readonly name?: string
  /** Whether a rig may be made for a checkout that has none. */
  readonly mayMake: boolean
  /** Of its beads, where they tell one. */
  readonly prefix?: string
  /** The checkout that the command is called in. */
  readonly checkout: Checkout | undefined
  readonly place: Place
}

/** The rig that a new polecat belongs to; nothing is made here. */
export async function chooseRig(client: Client, wish: RigWish): Promise<RigChoice> {
  const { place, checkout } = wish
  if (wish.name !== undefined) {
    const { items } = await client.list(rigs, { signal: place.signal })
    const rig = items.find((item) => item.metadata.name === wish.name)
    if (rig === undefined) throw rigMissing(wish.name, items)
    return ofExisting(rig, checkout, place)
  }
  const { items } = await client.list(rigs, { signal: place.signal })
  if (checkout === undefined) throw noRig('this folder is no checkout with a remote, so it tells no rig', items)
  const matching = items.filter((item) => sameRepository(item.spec.gitURL, checkout.remote))
  if (matching.length > 1) throw ambiguous(matching)
  const [rig] = matching
  if (rig !== undefined) return ofExisting(rig, checkout, place)
  if (!wish.mayMake) throw noRig(`no rig has the repository of this checkout`, items, checkout)
  return makeRig(checkout, items, wish)
}

function ofExisting(rig: Rig, checkout: Checkout | undefined, place: Place): RigChoice {
  const isHere = checkout !== undefined && sameRepository(rig.spec.gitURL, checkout.remote)
  // The remote is asked once, however many polecats start from it.
  let base: Promise<string | undefined> | undefined
  return { rig, isNew: false, isHere, base: () => (base ??= baseHere(rig, checkout, place)) }
}

/** The checkout's branch, where it is another than the rig's and the remote has it. */
async function baseHere(rig: Rig, checkout: Checkout | undefined, place: Place): Promise<string | undefined> {
  if (checkout?.branch === undefined || !sameRepository(rig.spec.gitURL, checkout.remote)) return undefined
  const { branch, remote } = checkout
  if (branch === (rig.spec.defaults?.kubernetes?.gitBranch ?? 'main')) return undefined
  return (await remoteBranches(remote, place)).has(branch) ? branch : undefined
}

async function makeRig(
  checkout: Checkout,
  existing: readonly Rig[],
  { place, prefix }: Pick<RigWish, 'place' | 'prefix'>,
): Promise<RigChoice> {
  const gitURL = withoutUser(checkout.remote)
  const problem = repositoryProblem(gitURL, { local: true })
  if (problem !== undefined)
    throw new GastownError('invalid', 'no rig can be made for this checkout', {
      problems: [{ field: 'remote', message: `the URL ${problem}` }],
    })
  const branches = await remoteBranches(checkout.remote, place)
  const here = checkout.branch !== undefined && branches.has(checkout.branch) ? checkout.branch : undefined
  const gitBranch = branches.head ?? here
  if (gitBranch === undefined)
    throw new GastownError('invalid', 'the remote of this checkout has no branch to start from', {
      hints: ['Push a first commit, or name the branch with --base.'],
    })
  const taken = new Set(existing.map((rig) => rig.metadata.name ?? ''))
  const name = freeRigName(rigNameOf(gitURL), taken)
  const rig = newRig(name, { gitURL, gitBranch, prefix })
  return { rig, isNew: true, isHere: true, base: async () => (here === gitBranch ? undefined : here) }
}

// The machine's own git knows the user of an https remote; a rig that everyone reads must not hold a token.
function withoutUser(remote: string): string {
  return remote.replace(/^(https?:\/\/)[^/@]*@/, '$1')
}

function rigMissing(name: string, existing: readonly Rig[]): GastownError {
  const near = nearName(
    name,
    existing.map((rig) => rig.metadata.name ?? ''),
  )
  const problem: Problem = {
    field: '--rig',
    message: `there is no rig "${name}"${near === undefined ? '' : `; did you mean ${near}?`}`,
  }
  return new GastownError('not-found', 'the rig does not exist', { problems: [problem], hints: rigHints(existing) })
}

function noRig(why: string, existing: readonly Rig[], checkout?: Checkout): GastownError {
  return new GastownError('not-found', 'no rig is named', {
    problems: [{ field: '--rig', message: why }],
    hints: rigHints(existing, checkout),
  })
}

function ambiguous(matching: readonly Rig[]): GastownError {
  const names = matching.map(({ metadata }) => metadata.name ?? '')
  return new GastownError('invalid', 'more than one rig could be meant', {
    problems: [{ field: '--rig', message: `${names.join(', ')} have the repository of this checkout` }],
    hints: [`Name one of them, such as: --rig ${names[0]}`],
  })
}

function rigHints(existing: readonly Rig[], checkout?: Checkout): string[] {
  const names = existing.slice(0, 8).map((rig) => rig.metadata.name)
  const url = checkout === undefined ? 'URL' : withoutUser(checkout.remote)
  return [
    names.length > 0 ? `Rigs: ${names.join(', ')}${existing.length > 8 ? ', …' : ''}` : 'There is no rig yet.',
    `Make one with: gastown rig create ${checkout === undefined ? 'NAME' : rigNameOf(url)} --git-url ${url}`,
  ]
}
