import type { Access } from '../../git/access/access.ts'
import { explain, explainTransfer } from '../../git/explain.ts'
import { GitFailure } from '../../git/failure.ts'
import { traceRequests, watchHttpEnd } from '../../git/http-end.ts'
import { hookless } from '../../git/own-config.ts'
import { progressLines } from '../../git/progress.ts'
import { runGit, type GitResult } from '../../git/run.ts'
import type { RefReport, RefUpdate } from './progress.ts'
import type { PushState } from './push-state.ts'
import { rejectedRefs } from './refusal.ts'

export interface Pusher {
  readonly access: Access
  readonly gitDir: string
  readonly state: PushState
  /** Keeps the state over a restart. */
  readonly save: () => void
  readonly log: (line: string) => void
  /** Ends what goes on at the remote; whether it took what was sent is not known then. */
  readonly signal?: AbortSignal
  /** Called whenever a push gets on. */
  readonly onProgress?: () => void
}

/** The same work, by a pusher that differs in this. */
export function withPusher<T extends { readonly pusher: Pusher }>(work: T, how: Partial<T['pusher']>): T {
  return { ...work, pusher: { ...work.pusher, ...how } }
}

/** One push of these refs, each under lease. Throws a GitFailure where git did not get as far as a word on any of them. */
export async function send(pusher: Pusher, refs: readonly RefUpdate[]): Promise<ReadonlyMap<string, RefReport>> {
  const { access, gitDir, state, save, signal } = pusher
  signal?.throwIfAborted()
  const before = state.unverified
  noteSent(state, refs)
  save()
  const leases = refs.map(({ ref }) => `--force-with-lease=${ref}:${state.known[ref] ?? ''}`)
  const refspecs = refs.map(({ ref, commit }) => `${commit ?? ''}:${ref}`)
  const words = [...hookless, `--git-dir=${gitDir}`, 'push', ...options, ...receivePack(access), ...leases]
  const result = await runPush(pusher, [...words, '--', access.remote.url, ...refspecs])
  const { status, stdout, stderr } = result
  if (!isPackSent(stderr)) {
    state.unverified = before
    save()
  }
  const rejected = rejectedRefs(stdout.toString('utf8'))
  // Without a word on any ref the push did not get as far as that.
  const isSilent = signal?.aborted === true || (status !== 0 && rejected.size === 0)
  if (isPackWhole(stderr)) noteLate(state, isSilent ? refs : refs.filter(({ ref }) => isUnsaid(rejected.get(ref))))
  signal?.throwIfAborted()
  if (isSilent) throw failureOf(result, access)
  return new Map(refs.map(({ ref }) => [ref, { reason: rejected.get(ref) ?? '', stderr }]))
}

interface PushRun extends GitResult {
  /** git went on waiting after the server's last word. */
  readonly stuck: boolean
}

async function runPush({ access, log, signal, onProgress }: Pusher, words: readonly string[]): Promise<PushRun> {
  const tell = progressLines(log)
  const onStderr = (text: string): void => {
    onProgress?.()
    tell(text)
  }
  const call = { timeoutMs: 900_000, onStderr, signal }
  const { transport } = access.remote
  if (transport !== 'http' && transport !== 'https')
    return { ...(await runGit(words, { ...call, env: access.env })), stuck: false }
  const stuck = new AbortController()
  const end = watchHttpEnd('git-receive-pack', () => stuck.abort())
  const env = { ...access.env, ...traceRequests }
  const either = signal ? AbortSignal.any([stuck.signal, signal]) : stuck.signal
  const result = await runGit(words, { ...call, env, signal: either, onTrace: end.trace })
  end.close()
  return { ...result, stuck: stuck.signal.aborted }
}

function failureOf(result: PushRun, { remote }: Access): GitFailure {
  const failure = (isPackSent(result.stderr) ? explainTransfer : explain)(result, remote)
  if (!result.stuck || failure.cut) return failure
  return new GitFailure('unreachable', `${remote.host} ended the transfer without giving a reason`, { cut: true })
}

const options = [
  '--porcelain',
  '--progress',
  '--no-verify',
  '--no-signed',
  '--no-follow-tags',
  '--recurse-submodules=no',
]

function noteSent(state: PushState, refs: readonly RefUpdate[]): void {
  state.unverified = { ...state.unverified }
  for (const { ref, commit } of refs) {
    if (commit === null) continue
    state.sent[ref] = [...new Set(state.sent[ref]).add(commit)]
    state.unverified[ref] = commit
  }
}

function noteLate(state: PushState, refs: readonly RefUpdate[]): void {
  for (const { ref, commit } of refs)
    if (commit !== null) state.late = { ...state.late, [ref]: [...new Set(state.late?.[ref]).add(commit)] }
}

/** The connection ended before the server's word on the ref. */
function isUnsaid(reason: string | undefined): boolean {
  return reason?.startsWith('[remote failure]') === true
}

/** git tells of its progress with the pack (an empty one, too) before a server can have taken any ref. */
function isPackSent(stderr: string): boolean {
  return /^(Writing objects|Total)\b/m.test(stderr)
}

/** Before that a server can take nothing. */
function isPackWhole(stderr: string): boolean {
  return /^Total\b/m.test(stderr)
}

/** On this machine the remote's receive-pack would inherit our configuration and skip the remote's own hooks. */
function receivePack({ remote }: Access): string[] {
  if (remote.transport !== 'file') return []
  return ['--receive-pack=env -u GIT_CONFIG_GLOBAL -u GIT_CONFIG_NOSYSTEM git-receive-pack']
}
