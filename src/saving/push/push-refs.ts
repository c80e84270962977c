import type { Access } from '../../git/access.ts'
import { explain } from '../../git/explain.ts'
import { GitFailure } from '../../git/failure.ts'
import { listRefs } from '../../git/list-refs.ts'
import { hookless } from '../../git/own-config.ts'
import { progressLines } from '../../git/progress.ts'
import { runGit, type GitResult } from '../../git/run.ts'
import type { PushState } from './push-state.ts'
import { refusalOf, rejectedRefs, type Refusal } from './refusal.ts'

export interface Pusher {
  readonly access: Access
  readonly gitDir: string
  readonly state: PushState
  /** Keeps the state over a restart. */
  readonly save: () => void
  readonly log: (line: string) => void
}

/** A commit for a ref; null removes the ref. Only over what the remote had there when it was last ours. */
export interface Wanted {
  readonly ref: string
  readonly commit: string | null
}

/** What became of each ref: undefined where the remote shows the commit, else why it does not. */
export type Verdicts = ReadonlyMap<string, Refusal | undefined>

/**
 * Brings the commits to their refs. Only what the remote itself lists afterwards counts. All refs go in one push; what
 * it leaves out goes again in a push of its own, because one hook may decline all for the sake of one, and a limit of size
 * all for the sake of the largest.
 * Throws a GitFailure where the remote cannot be reached or takes nothing at all.
 */
export async function pushRefs(pusher: Pusher, wanted: readonly Wanted[]): Promise<Verdicts> {
  if (wanted.length === 0) return new Map()
  const { state } = pusher
  const news = wanted.filter(({ ref, commit }) => (state.known[ref] ?? null) !== commit)
  const answers = new Map<string, GitResult>()
  const failures = new Map<string, GitFailure>()
  if (news.length > 0)
    await pushTogether(pusher, news, answers).catch((error: unknown) => {
      if (news.length === 1 || !isRefusal(error)) throw error
    })
  let shown = await look(pusher, wanted)
  const missing = wanted.filter((one) => !isThere(shown, one))
  const again = missing.filter(
    ({ ref }) => (adopted(pusher, shown, ref) || news.length > 1) && !isForeign(pusher, shown, ref),
  )
  for (const one of again)
    await pushTogether(pusher, [one], answers).catch((error: unknown) => {
      if (!isRefusal(error)) throw error
      failures.set(one.ref, error)
    })
  if (again.length > 0) shown = await look(pusher, wanted)
  const [failure] = failures.values()
  if (failure !== undefined && failures.size === wanted.length) throw failure
  return new Map(
    wanted.map((one) => [one.ref, verdict(pusher, one, shown, failures.get(one.ref) ?? answers.get(one.ref))]),
  )
}

/** The server was there, and took nothing of this push. */
function isRefusal(error: unknown): error is GitFailure {
  return error instanceof GitFailure && !error.transient && error.kind !== 'disk-full'
}

async function pushTogether(pusher: Pusher, refs: readonly Wanted[], answers: Map<string, GitResult>): Promise<void> {
  const { access, gitDir, state, save, log } = pusher
  const before = state.unverified
  state.unverified = { ...before }
  for (const { ref, commit } of refs) {
    if (commit === null) continue
    state.sent[ref] = [...new Set(state.sent[ref]).add(commit)]
    state.unverified[ref] = commit
  }
  save()
  const options = [
    '--porcelain',
    '--progress',
    '--no-verify',
    '--no-signed',
    '--no-follow-tags',
    '--recurse-submodules=no',
  ]
  const leases = refs.map(({ ref }) => `--force-with-lease=${ref}:${state.known[ref] ?? ''}`)
  const refspecs = refs.map(({ ref, commit }) => `${commit ?? ''}:${ref}`)
  const words = [...hookless, `--git-dir=${gitDir}`, 'push', ...options, ...receivePack(access), ...leases]
  const result = await runGit([...words, '--', access.remote.url, ...refspecs], {
    env: access.env,
    timeoutMs: 900_000,
    onStderr: progressLines(log),
  })
  if (!isPackSent(result.stderr)) {
    state.unverified = before
    save()
  }
  const rejected = rejectedRefs(result.stdout.toString('utf8'))
  // Without a word on any ref the push did not get as far as that.
  if (result.status !== 0 && rejected.size === 0) throw explain(result, access.remote)
  for (const { ref } of refs) answers.set(ref, result)
}

/** git tells of its progress with the pack (an empty one, too) before a server can have taken any ref. */
function isPackSent(stderr: string): boolean {
  return /^(Writing objects|Total)\b/m.test(stderr)
}

/** On this machine the remote's receive-pack would inherit our configuration and skip the remote's own hooks. */
function receivePack({ remote }: Access): string[] {
  if (remote.transport !== 'file') return []
  return ['--receive-pack=env -u GIT_CONFIG_GLOBAL -u GIT_CONFIG_NOSYSTEM git-receive-pack']
}

/** Looks what the remote has, and notes it for every ref where that is ours, also of an earlier push that had no answer. */
async function look(pusher: Pusher, wanted: readonly Wanted[]): Promise<ReadonlyMap<string, string>> {
  const { access, state, save } = pusher
  const shown = await listRefs(access)
  for (const one of wanted)
    if (isThere(shown, one)) {
      state.known[one.ref] = one.commit
      delete state.sent[one.ref]
    }
  for (const [ref, commits] of Object.entries(state.sent)) {
    const there = shown.get(ref)
    if (there === undefined || !commits.includes(there) || wanted.some((one) => one.ref === ref)) continue
    state.known[ref] = there
    delete state.sent[ref]
  }
  state.unverified = {}
  save()
  return shown
}

function isThere(shown: ReadonlyMap<string, string>, { ref, commit }: Wanted): boolean {
  return (shown.get(ref) ?? null) === commit
}

/** An earlier push of ours had arrived although its answer had not, or the ref is gone: the lease counts from there. */
function adopted({ state }: Pusher, shown: ReadonlyMap<string, string>, ref: string): boolean {
  const there = shown.get(ref) ?? null
  if (there === (state.known[ref] ?? null)) return false
  if (there !== null && !state.sent[ref]?.includes(there)) return false
  state.known[ref] = there
  return true
}

function isForeign({ state }: Pusher, shown: ReadonlyMap<string, string>, ref: string): boolean {
  return (shown.get(ref) ?? null) !== (state.known[ref] ?? null)
}

function verdict(
  pusher: Pusher,
  one: Wanted,
  shown: ReadonlyMap<string, string>,
  answer: GitResult | GitFailure | undefined,
): Refusal | undefined {
  if (isThere(shown, one)) return undefined
  if (answer instanceof GitFailure) return { kind: 'refused', words: answer.words }
  const reason = rejectedRefs(answer?.stdout.toString('utf8') ?? '').get(one.ref) ?? ''
  return refusalOf({ ref: one.ref, reason, stderr: answer?.stderr ?? '', moved: isForeign(pusher, shown, one.ref) })
}
