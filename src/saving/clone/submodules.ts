/** Submodules, where asked for: fetched once beside base, and checked out as git itself would. */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { prepareAccess, type Access, type AccessRules } from '../../git/access/access.ts'
import { configEntry, configText } from '../../git/config-text.ts'
import { GitFailure } from '../../git/failure.ts'
import { sanitizeLine } from '../../text/sanitize.ts'
import type { RemoteUrl } from '../../git/remote-url.ts'
import { writeRepository } from '../../git/repository.ts'
import { runGit } from '../../git/run.ts'
import { withoutGitLfs } from '../lfs/filter.ts'
import { checkoutLfs, type LfsSetup } from '../lfs/checkout-lfs.ts'
import { storeOf } from '../lfs/store.ts'
import type { Objects } from '../objects.ts'
import { anyView, writeFiles } from './checkout.ts'
import { fetchInto, heldBy, type Base } from './fetch-base.ts'
import type { ClonePlaces } from './places.ts'
import { retryUnreachable } from './retry.ts'
import { submodulesOf, type Submodule } from './submodule-list.ts'
import { submoduleRemote } from './submodule-url.ts'

export interface SubmoduleSetup {
  readonly places: ClonePlaces
  readonly rules: AccessRules
  readonly depth: number | undefined
  /** Whose commits they are, as in the repository itself. */
  readonly author: { readonly name: string; readonly email: string }
  /** The repository of the attempt: the credential is for its host. */
  readonly main: RemoteUrl
  /** Without credential and configuration. */
  readonly env: Readonly<Record<string, string>>
  readonly lfs: LfsSetup
  readonly context: { readonly log: (line: string) => void; readonly signal: AbortSignal }
}

/** A repository whose submodules are wanted: where its objects, its git directory and its files are. */
export interface Parent {
  readonly remote: RemoteUrl
  readonly objects: Objects
  readonly gitDir: string
  readonly folder: string
  readonly base: string
  readonly start: string
  /** LFS is wanted, and the base branch names this very commit. */
  readonly lfs: boolean
}

const deepest = 5

export async function checkoutSubmodules(parent: Parent, setup: SubmoduleSetup, depth = 1): Promise<void> {
  const list = await submodulesOf(parent.objects, parent)
  if (list.length > 0 && depth > deepest)
    throw new GitFailure('spec', `submodules are nested more than ${deepest} deep`, {
      hint: 'set submodules to false to work on the repository alone',
    })
  for (const one of list) {
    setup.context.log(`submodule ${sanitizeLine(one.path)} is ${one.commit}`)
    const child = await checkoutSubmodule(parent, one, setup).catch((error: unknown) => leftEmpty(error, one, setup))
    if (child !== undefined) await checkoutSubmodules(child, setup, depth + 1)
  }
}

/** A commit of an agent's may name what only its own checkout had: that must not keep later attempts from starting. */
function leftEmpty(error: unknown, { asInBase, path }: Submodule, { context }: SubmoduleSetup): undefined {
  if (asInBase || !(error instanceof GitFailure) || error.transient) throw error
  context.log(`submodule ${sanitizeLine(path)} stays empty: ${error.words}`)
}

async function checkoutSubmodule(parent: Parent, one: Submodule, setup: SubmoduleSetup): Promise<Parent> {
  const { places, env, context } = setup
  const remote = submoduleRemote(parent.remote, one)
  const gitDir = join(parent.gitDir, 'modules', one.name)
  const store = join(dirname(places.base), relative(join(places.checkout, '.git'), gitDir))
  const access = accessFor(remote, setup)
  const held = await fetchCommit(access, store, one.commit, setup)
  if (held.shallow === undefined) addAlternate(places, store)
  const folder = join(parent.folder, one.path)
  const origin = [...held.refs].filter(([ref]) => ref.startsWith('refs/heads/'))
  writeRepository({
    gitDir,
    bare: false,
    head: 'refs/heads/main',
    config: [
      configEntry('core.worktree', relative(gitDir, folder)),
      configEntry('remote.origin.url', remote.url),
      configEntry('remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*'),
      configEntry('user.name', setup.author.name),
      configEntry('user.email', setup.author.email),
      ...anyView,
      ...withoutGitLfs,
    ],
    alternates: [relative(join(gitDir, 'objects'), join(store, 'objects'))],
    refs: new Map(origin.map(([ref, commit]) => [ref.replace('refs/heads/', 'refs/remotes/origin/'), commit])),
    ...(held.shallow && { shallow: held.shallow }),
  })
  writeFileSync(join(gitDir, 'HEAD'), `${one.commit}\n`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, '.git'), `gitdir: ${relative(folder, gitDir)}\n`)
  const entry = { section: 'submodule', subsection: one.name }
  const known = [
    { ...entry, key: 'active', value: 'true' },
    { ...entry, key: 'url', value: remote.url },
  ]
  appendFileSync(join(parent.gitDir, 'config'), configText(known))
  await writeFiles({ gitDir, folder, commit: one.commit }, env, context)
  const lfs = parent.lfs && one.asInBase
  // In the same place as the repository's own, where git-save knows them.
  if (parent.lfs && !lfs)
    context.log(`LFS files of ${sanitizeLine(one.path)} stay pointers: the base branch names another commit`)
  if (lfs) await checkoutLfs({ access, gitDir, folder, base: one.commit, store: storeOf(places.base) }, setup.lfs)
  return { remote, objects: { gitDir: store, env }, gitDir, folder, base: one.commit, start: one.commit, lfs }
}

/** Git-save and git-push know by it what is new in a submodule. A history that is cut would be one for all of theirs. */
function addAlternate({ handoff }: ClonePlaces, store: string): void {
  const objects = join(handoff, 'objects')
  appendFileSync(join(objects, 'info/alternates'), `${relative(objects, join(store, 'objects'))}\n`)
}

/** The credential, and the machine's own set-up, are for the host of the repository alone; others are asked without. */
function accessFor(remote: RemoteUrl, { places, rules, main }: SubmoduleSetup): Access {
  const same = remote.host === main.host && remote.transport === main.transport
  const own = { ...places, private: join(places.private, 'submodules'), repositories: [] }
  mkdirSync(own.private, { recursive: true, mode: 0o700 })
  if (same) return prepareAccess(remote, own, rules)
  if (remote.transport === 'ssh')
    throw new GitFailure('credential-missing', `the submodule at ${remote.shown} is on another host`, {
      hint: `the git credential is for ${main.host} alone; give the submodule an https URL or set submodules to false`,
    })
  return prepareAccess(remote, { ...own, credential: join(own.private, 'none') }, { ...rules, machineGit: false })
}

/** The whole history of the branches, or of the commit alone where the history is to be cut. */
async function fetchCommit(
  access: Access,
  store: string,
  commit: string,
  { depth, env, context }: SubmoduleSetup,
): Promise<Base> {
  writeRepository({ gitDir: store, bare: true, head: 'refs/heads/main' })
  const fetch = (refspec: string): Promise<void> =>
    retryUnreachable(context, () => fetchInto(access, { gitDir: store, refspecs: [refspec], depth }, context))
  if (depth === undefined) await fetch('+refs/heads/*:refs/heads/*')
  const { status } = await runGit([`--git-dir=${store}`, 'cat-file', '-e', `${commit}^{commit}`], {
    env,
    timeoutMs: 60_000,
  })
  if (status !== 0) await fetch(`+${commit}:refs/gastown/start`)
  return heldBy(store)
}
