/** One polecat's turn: observe, plan, write what was decided, then do it. */
import { isKind } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { polecats, pods } from '../kube/resources.ts'
import { resolveSpec } from '../polecat/resolve.ts'
import type { Polecat } from '../polecat/schema.ts'
import type { PolecatStatus } from '../polecat/status.ts'
import type { Rig } from '../rig/schema.ts'
import type { Board } from './cache.ts'
import { carryOut, hold, type Hands } from './execute.ts'
import { lookUpSecrets } from '../attempt/look-up-secrets.ts'
import type { Told } from './log-tail.ts'
import { plan } from './plan.ts'
import { isUnderWay, nextAttempt } from '../attempt/next-attempt.ts'
import type { Observed, PlanOptions, Refusal } from './plan/observed.ts'
import type { SecretFacts } from '../attempt/secret-facts.ts'
import { secretNames } from '../attempt/secrets.ts'
import { mergePatchOf } from './status-patch.ts'
import { transitionsOf, type Transition } from './transitions.ts'

export interface Ground {
  readonly client: Client
  readonly board: Board
  readonly options: PlanOptions
  readonly hands: Hands
  /** What the logs of the pod of this uid say. */
  toldOf(uid: string | undefined): Told | undefined
  isDraining(): boolean
  /** An Event for the user; never holds up the work. */
  tell(polecat: Polecat, transition: Transition): void
}

/** Resolves with the time of the next look that nothing else would bring. */
export async function reconcile(ground: Ground, key: string, refusal?: Refusal): Promise<Date | undefined> {
  const { board, options } = ground
  if (!board.polecats.has(key)) return undefined
  await makeSureOfPod(ground, key)
  const secrets = await neededSecrets(ground, key)
  // From here to the claim nothing is awaited, so that no other polecat takes the same place meanwhile.
  const polecat = board.polecats.get(key)
  if (!polecat) return undefined
  const observed: Observed = {
    polecat,
    rig: board.rigs.get(polecat.spec.rig),
    pods: board.podsOf(polecat),
    others: board.othersOf(polecat),
    secrets,
    refusal,
    told: ground.toldOf(polecat.status?.podUID),
    now: new Date(),
    draining: ground.isDraining(),
    options,
  }
  const { actions, status, again } = plan(observed)
  const claims = isUnderWay(status) && !isUnderWay(polecat.status)
  if (claims) board.claim(polecat, status.branch)
  try {
    const held = actions.some(({ type }) => type === 'hold') ? await hold(ground.hands, polecat) : polecat
    await writeStatus(ground, held, status)
  } finally {
    if (claims) board.unclaim(polecat)
  }
  const answer = await carryOut(ground.hands, { ...observed, polecat: board.polecats.get(key) ?? polecat }, actions)
  return answer ? reconcile(ground, key, answer) : again
}

async function writeStatus({ client, board, tell }: Ground, polecat: Polecat, status: PolecatStatus): Promise<void> {
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
  board.putPolecat(written)
  for (const transition of transitionsOf(polecat.status ?? {}, status)) tell(written, transition)
}

/** Before a pod is called gone, the server is asked once more: a watch may be behind. */
async function makeSureOfPod({ client, board, options }: Ground, key: string): Promise<void> {
  const polecat = board.polecats.get(key)
  const { podName, podUID } = polecat?.status ?? {}
  if (!polecat || !podName || podUID === undefined || !isUnderWay(polecat.status)) return
  if (board.podsOf(polecat).some(({ metadata }) => metadata?.name === podName)) return
  try {
    board.putPod(await client.get(pods, podName, options.workerNamespace))
  } catch (error) {
    if (!isKind(error, 'not-found')) throw error
  }
}

/** Secrets are read only when an attempt could start: the operator watches none. */
async function neededSecrets(ground: Ground, key: string): Promise<ReadonlyMap<string, SecretFacts>> {
  const { client, board, options } = ground
  const polecat = board.polecats.get(key)
  const rig = polecat && board.rigs.get(polecat.spec.rig)
  if (!polecat || !rig || ground.isDraining() || !mayMakePod(board, polecat, rig)) return new Map()
  return lookUpSecrets(
    { client, workerNamespace: options.workerNamespace, isGitSecret: board.isGitSecret },
    secretNames(resolveSpec(polecat, rig)),
  )
}

function mayMakePod(board: Board, polecat: Polecat, rig: Rig): boolean {
  const { status } = polecat
  if (isUnderWay(status)) return status?.podUID === undefined
  const next = nextAttempt(polecat)
  if (!next || (next.at && next.at.getTime() > Date.now())) return false
  const { working, ahead } = board.othersOf(polecat)
  return working + ahead < rig.spec.settings.maxPolecats
}
