/** One reconciliation of a polecat: observe, plan, write the status, then act. */
import { isKind } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { polecats, pods } from '../kube/resources.ts'
import { resolveSpec } from '../polecat/resolve.ts'
import type { Polecat } from '../polecat/schema.ts'
import type { PolecatStatus } from '../polecat/status.ts'
import type { Rig } from '../rig/schema.ts'
import type { Cache } from './cache.ts'
import { execute, addFinalizer, type ExecutorDeps } from './execute.ts'
import { lookUpSecrets } from '../attempt/look-up-secrets.ts'
import type { LogState } from './log-tail.ts'
import { plan } from './plan.ts'
import { isUnderWay, nextAttempt } from '../attempt/next-attempt.ts'
import type { Observed, PlanOptions, Refusal } from './plan/observed.ts'
import type { SecretFacts } from '../attempt/secret-facts.ts'
import { secretNames } from '../attempt/secrets.ts'
import { mergePatchOf } from './status-patch.ts'
import { transitionsOf, type Transition } from './transitions.ts'

export interface ReconcilerDeps {
  readonly client: Client
  readonly cache: Cache
  readonly options: PlanOptions
  readonly executor: ExecutorDeps
  /** Log state of the pod of this uid. */
  logStateOf(uid: string | undefined): LogState | undefined
  isDraining(): boolean
  /** Why no attempt may start, in words. */
  startHindrance(): string | undefined
  /** Reviews the operator's rights after a refusal that names them. */
  reviewRights(): Promise<void>
  /** Best effort: never delays the work. */
  recordEvent(polecat: Polecat, transition: Transition): void
  /** Called after each write of a status that changed. */
  statusWritten(polecat: Polecat, before: PolecatStatus | undefined): void
}

/** Resolves with the time of the next reconciliation, where nothing else would cause it. */
export async function reconcile(deps: ReconcilerDeps, key: string, refusal?: Refusal): Promise<Date | undefined> {
  const { cache, options } = deps
  if (!cache.polecats.has(key)) return undefined
  await makeSureOfPod(deps, key)
  const secrets = await neededSecrets(deps, key)
  // From here to `assume` nothing is awaited, so that no other polecat takes the same place meanwhile.
  const polecat = cache.polecats.get(key)
  if (!polecat) return undefined
  const observed: Observed = {
    polecat: withGonePod(cache, polecat),
    rig: cache.rigs.get(polecat.spec.rig),
    pods: cache.podsOf(polecat),
    others: cache.othersOf(polecat),
    secrets,
    refusal,
    logState: deps.logStateOf(polecat.status?.podUID),
    now: new Date(),
    draining: deps.isDraining(),
    startHindrance: deps.startHindrance(),
    options,
  }
  const { actions, status, again } = plan(observed)
  const claims = isUnderWay(status) && !isUnderWay(polecat.status)
  if (claims) cache.assume(polecat, status.branch)
  try {
    const adds = actions.some(({ type }) => type === 'addFinalizer')
    await writeStatus(deps, adds ? await addFinalizer(deps.executor, polecat) : polecat, status)
  } finally {
    if (claims) cache.forget(polecat)
  }
  const refused = await execute(deps.executor, { ...observed, polecat: cache.polecats.get(key) ?? polecat }, actions)
  if (!refused) return again
  if (isForWantOfRights(refused)) await deps.reviewRights()
  return reconcile(deps, key, refused)
}

/** Whether it is the operator that may not, in the words of RBAC, and not the pod that is not allowed. */
function isForWantOfRights({ kind, message }: Refusal): boolean {
  return kind === 'forbidden' && /\bcannot \w+ resource\b/.test(message)
}

async function writeStatus(
  { client, cache, recordEvent, statusWritten }: ReconcilerDeps,
  polecat: Polecat,
  status: PolecatStatus,
): Promise<void> {
  const { name = '', namespace, resourceVersion } = polecat.metadata
  const patch = mergePatchOf(polecat.status ?? {}, status)
  if (!patch) return
  const written = await client.mergePatch(
    polecats,
    name,
    namespace,
    { metadata: { resourceVersion }, status: patch },
    { subresource: 'status' },
  )
  cache.putPolecat(written)
  statusWritten(written, polecat.status)
  for (const transition of transitionsOf(polecat.status ?? {}, status)) recordEvent(written, transition)
}

/** Asks the server for a pod that the cache lacks, before it counts as gone: a watch may be behind. */
async function makeSureOfPod({ client, cache, options }: ReconcilerDeps, key: string): Promise<void> {
  const polecat = cache.polecats.get(key)
  const { podName } = polecat?.status ?? {}
  if (!polecat || !podName || !isUnderWay(polecat.status) || hasPod(cache, polecat)) return
  if (withGonePod(cache, polecat).status?.podUID === undefined) return
  try {
    cache.putPod(await client.get(pods, podName, options.workerNamespace))
  } catch (error) {
    if (!isKind(error, 'not-found')) throw error
  }
}

/** The polecat; where its pod went before the status had its uid, with that, so that no other is created. */
function withGonePod(cache: Cache, polecat: Polecat): Polecat {
  const { status } = polecat
  const uid = status?.podName === undefined ? undefined : cache.goneUidOf(status.podName)
  if (uid === undefined || !isUnderWay(status) || hasPod(cache, polecat)) return polecat
  return { ...polecat, status: { ...status, podUID: uid } }
}

function hasPod(cache: Cache, polecat: Polecat): boolean {
  return cache.podsOf(polecat).some(({ metadata }) => metadata?.name === polecat.status?.podName)
}

/** Facts of Secrets, read only when an attempt could start: the operator watches none. */
async function neededSecrets(deps: ReconcilerDeps, key: string): Promise<ReadonlyMap<string, SecretFacts>> {
  const { client, cache, options } = deps
  const polecat = cache.polecats.get(key)
  const rig = polecat && cache.rigs.get(polecat.spec.rig)
  if (!polecat || !rig || deps.isDraining() || deps.startHindrance() !== undefined || !mayMakePod(cache, polecat, rig))
    return new Map()
  return lookUpSecrets(
    { client, workerNamespace: options.workerNamespace, isGitSecret: cache.isGitSecret },
    secretNames(resolveSpec(polecat, rig)),
  )
}

function mayMakePod(cache: Cache, polecat: Polecat, rig: Rig): boolean {
  const { status } = polecat
  if (isUnderWay(status)) return status?.podUID === undefined && !hasPod(cache, polecat)
  const next = nextAttempt(polecat)
  if (!next || (next.at && next.at.getTime() > Date.now())) return false
  const { working, ahead } = cache.othersOf(polecat)
  return working + ahead < rig.spec.settings.maxPolecats
}
