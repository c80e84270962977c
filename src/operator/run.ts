/** The operator: it works while it is the leader, and says how it is. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { backoff } from '../backoff.ts'
import { messageOf } from '../errors.ts'
import { installation } from '../installation.ts'
import { statusCodeOf } from '../kube/transport/status-error.ts'
import type { PodTexts } from '../pod/texts.ts'
import { polecatNamespace, workerNamespace } from '../polecat/names.ts'
import { whileLeading } from './lease.ts'
import { gastownImage, type OwnPod } from './own-image.ts'
import { operate, type OperateOptions } from './operate.ts'
import { serveHealth } from './report/health.ts'
import { noMeter, type Meter } from './report/meter.ts'
import { observedClient } from './report/observed-client.ts'
import { openOperatorState, type OperatorState } from './report/operator-state.ts'
import { openRightsReview, reviewAgain, usualReviewMs } from './rights/rights-review.ts'

/** What has a default: the namespaces, images and texts of this installation. */
type Defaulted = 'image' | 'agentImage' | 'polecatNamespace' | 'workerNamespace' | 'texts'

export interface OperatorOptions
  extends
    Omit<OperateOptions, Defaulted | 'state' | 'meter' | 'reviewRights'>,
    Partial<Pick<OperateOptions, Defaulted>> {
  readonly leaderElection: boolean
  /** Version of gastown, for log and metrics. */
  readonly version?: string
  readonly healthPort?: number
  /** The pod that it runs in, whose image it takes where none is set. */
  readonly ownPod?: OwnPod
  /** Milliseconds from one review of the operator's rights to the next. */
  readonly reviewMs?: number
}

/** Images mean nothing in local mode, but have to have a name. */
const localImage = 'gastown'

/** Ends with the signal, once nothing is under way; rejects only where no retry could mend it. */
export async function runOperator(options: OperatorOptions): Promise<void> {
  const { signal, leaderElection, version, log } = options
  const image = options.local ? localImage : await gastownImage(options.client, options)
  const agentImage = options.agentImage || image
  const namespace = options.polecatNamespace ?? polecatNamespace
  const workers = options.workerNamespace ?? workerNamespace
  const texts = options.texts ?? (await installedTexts())
  log.info('the operator starts', { version, polecats: namespace, pods: workers, image, agentImage, leaderElection })
  const state = openOperatorState(leaderElection)
  const over = new AbortController()
  const meter = await openMeter(options, state, AbortSignal.any([signal, over.signal]))
  const client = options.local ? options.client : observedClient(options.client, { meter, log })
  const namespaces = { polecatNamespace: namespace, workerNamespace: workers }
  const placed = { ...options, ...namespaces, client, image, agentImage, texts, state, meter }
  const reviewRights = options.local ? noReview : openRightsReview({ client, namespaces, state, log })
  const work = (signal: AbortSignal) => operateWhileAllowed({ ...placed, reviewRights, signal })
  const onLease = (lease: OperatorState['lease']) => void (state.lease = lease)
  try {
    await reviewRights()
    const reviews = reviewAgain(reviewRights, options.reviewMs ?? usualReviewMs, AbortSignal.any([signal, over.signal]))
    await (leaderElection ? whileLeading({ client, namespace, signal, log, onLease }, work) : work(signal))
    over.abort()
    await reviews
  } finally {
    over.abort()
    log.info('the operator ends')
  }
}

const noReview = () => Promise.resolve()

/** Works, and where a watch is refused begins anew until it is allowed; in local mode nobody could allow it. */
async function operateWhileAllowed(options: OperateOptions): Promise<void> {
  const { local, log, reviewRights, signal } = options
  const wait = backoff(1000, 60_000)
  while (!signal.aborted) {
    try {
      return await operate(options)
    } catch (error) {
      if (local || statusCodeOf(error) !== 403) throw error
      log.error(`cannot work: ${messageOf(error)}`)
      await reviewRights()
      await pause(wait.next(), undefined, { signal }).catch(() => undefined)
      if (!signal.aborted) await reviewRights()
    }
  }
}

/** The meter that the port serves, with health, until the signal; without a port nothing is counted. */
async function openMeter(
  { healthPort, version = '' }: OperatorOptions,
  state: OperatorState,
  signal: AbortSignal,
): Promise<Meter> {
  if (healthPort === undefined) return noMeter
  const { openPrometheusMeter } = await import('./report/prometheus-meter.ts')
  const meter = openPrometheusMeter()
  meter.gauge('gastown_build_info', () => [[{ version }, 1]])
  meter.gauge('gastown_leader', () => [[{}, state.lease === 'leading' ? 1 : 0]])
  meter.gauge('gastown_rights_missing', () => [[{}, state.missingRights.flatMap(({ verbs }) => verbs).length]])
  meter.gauge('gastown_watch_age_seconds', () =>
    [...state.watches].map(([resource, { heardAt }]) => [{ resource }, (performance.now() - heardAt) / 1000]),
  )
  await serveHealth(healthPort, { state, meter }, signal)
  return meter
}

async function installedTexts(): Promise<PodTexts> {
  const { entryScript, templates } = installation()
  const [entry, preamble] = await Promise.all([
    readFile(entryScript, 'utf8'),
    readFile(join(templates, 'preamble.md'), 'utf8'),
  ])
  return { entry, preamble }
}
