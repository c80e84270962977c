/** The operator's loop: watches fill the board, the queue gives each polecat its turns. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isKind, messageOf } from '../errors.ts'
import { installation } from '../installation.ts'
import type { Client } from '../kube/client.ts'
import { openErrands } from '../kube/best-effort-queue.ts'
import { namespaces } from '../kube/resources.ts'
import type { PodTexts } from '../pod/texts.ts'
import { polecatNamespace, workerNamespace } from '../polecat/names.ts'
import { openBoard, type Board } from './cache.ts'
import { isDrained, type Drain } from './drain.ts'
import { sweep } from './execute.ts'
import { tell } from './events.ts'
import { follow } from './informers.ts'
import { serveHealth, type Health } from './health.ts'
import { whileLeading } from './lease.ts'
import { openLogReader } from './log-reader.ts'
import type { PlanOptions } from './plan/observed.ts'
import { openQueue, type Queue } from './workqueue.ts'
import { reconcile, type Ground } from './reconcile.ts'
import { tellRigCondition } from './rig-condition.ts'

export interface OperatorOptions {
  readonly client: Client
  readonly local: boolean
  /** Local mode: whether agents are kept in a sandbox. */
  readonly sandboxed: boolean
  /** The gastown image. */
  readonly image?: string
  readonly agentImage?: string
  readonly signal: AbortSignal
  readonly leaderElection: boolean
  notice(line: string): void
  readonly polecatNamespace?: string
  readonly workerNamespace?: string
  readonly healthPort?: number
  /** The installation's own otherwise. */
  readonly texts?: PodTexts
  /** Local mode: asks for the end of all that works. */
  readonly drain?: Drain
}

const workers = 16
const usualImage = 'gastown'

/** Ends with the signal, once nothing is under way; rejects only where no retry could mend it. */
export async function runOperator(options: OperatorOptions): Promise<void> {
  const { client, signal, leaderElection, healthPort } = options
  const namespace = options.polecatNamespace ?? polecatNamespace
  const texts = options.texts ?? (await installedTexts())
  const health: Health = {
    // One that waits for the lease is as ready as it can be; a roll-out would wait for it for ever otherwise.
    ready: leaderElection,
    metrics: { reconciles: 0, errors: 0, queue: () => 0, polecatsByPhase: () => new Map() },
  }
  const over = new AbortController()
  if (healthPort !== undefined) await serveHealth(healthPort, health, AbortSignal.any([signal, over.signal]))
  const work = (signal: AbortSignal) => operate({ ...options, signal }, { namespace, texts, health })
  const notice = (line: string) => options.notice(line)
  try {
    await (leaderElection ? whileLeading({ client, namespace, signal, notice }, work) : work(signal))
  } finally {
    over.abort()
  }
}

async function installedTexts(): Promise<PodTexts> {
  const { entryScript, templates } = installation()
  const [entry, preamble] = await Promise.all([
    readFile(entryScript, 'utf8'),
    readFile(join(templates, 'preamble.md'), 'utf8'),
  ])
  return { entry, preamble }
}

interface Setting {
  readonly namespace: string
  readonly texts: PodTexts
  readonly health: Health
}

async function operate(options: OperatorOptions, { namespace, texts, health }: Setting): Promise<void> {
  const { client } = options
  const notice = (line: string) => options.notice(line)
  const place = options.workerNamespace ?? workerNamespace
  const errands = openErrands(notice)
  let queue: Queue | undefined
  const { drain } = options
  const board = openBoard((keys) => {
    for (const key of keys) queue?.add(key)
    endDrain()
  })
  const endDrain = () => {
    if (drain?.asked.aborted === true && queue !== undefined && isDrained(board)) drain.over()
  }
  const lookAtAll = () => {
    for (const key of board.polecats.keys()) queue?.add(key)
    endDrain()
  }
  const hands = { client, board, texts, workerNamespace: place }
  const reader = openLogReader({ client, workerNamespace: place, changed: board.touchPod })
  const ground: Ground = {
    client,
    board,
    options: await planOptions(options, place),
    hands,
    toldOf: reader.toldOf,
    isDraining: () => drain?.asked.aborted === true,
    tell(polecat, transition) {
      const now = new Date()
      errands.run('cannot write an event', () => tell(client, polecat, transition, now))
    },
  }
  const over = new AbortController()
  health.ready = false
  drain?.asked.addEventListener('abort', lookAtAll)
  try {
    await follow({
      client,
      board,
      polecatNamespace: namespace,
      workerNamespace: place,
      signal: AbortSignal.any([options.signal, over.signal]),
      notice,
      ready() {
        queue = openTurns(ground, { health, notice, turned: endDrain })
        lookAtAll()
        health.ready = true
      },
      rigSeen: (rig) =>
        errands.run('cannot update the condition of a rig', () => tellRigCondition(client, rig, options.local)),
      podSeen: reader.put,
      podGone(pod) {
        reader.drop(pod)
        errands.run('cannot delete a ConfigMap', () => sweep(hands, pod.metadata?.name ?? ''))
      },
    })
  } finally {
    health.ready = options.leaderElection
    over.abort()
    drain?.asked.removeEventListener('abort', lookAtAll)
    await reader.close()
    await queue?.close()
    await errands.settled()
  }
}

async function planOptions(options: OperatorOptions, place: string): Promise<PlanOptions> {
  const image = options.image ?? usualImage
  return {
    workerNamespace: place,
    image,
    agentImage: options.agentImage ?? image,
    local: options.local,
    sandboxed: options.sandboxed,
    openshiftUidRange: options.local ? false : await hasUidRange(options.client, place),
  }
}

async function hasUidRange(client: Client, name: string): Promise<boolean> {
  try {
    const { metadata } = await client.get(namespaces, name)
    return metadata?.annotations?.['openshift.io/sa.scc.uid-range'] !== undefined
  } catch (error) {
    if (isKind(error, 'not-found', 'denied')) return false
    throw error
  }
}

interface Turns {
  readonly health: Health
  notice(line: string): void
  /** Called after every turn. */
  turned(): void
}

function openTurns(ground: Ground, { health: { metrics }, notice, turned }: Turns): Queue {
  const queue = openQueue({
    workers,
    async work(key) {
      metrics.reconciles += 1
      try {
        queue.addAt(key, await reconcile(ground, key))
      } finally {
        turned()
      }
    },
    failed(key, error, tries) {
      metrics.errors += 1
      // Somebody else wrote first, as happens; only when it keeps happening is it worth a word.
      if (!isKind(error, 'conflict') || tries > 5) notice(`${key}: ${messageOf(error)}`)
    },
  })
  metrics.queue = () => queue.length
  metrics.polecatsByPhase = () => countPhases(ground.board)
  return queue
}

function countPhases(board: Board): Map<string, number> {
  const phases = new Map<string, number>()
  for (const { status } of board.polecats.values()) {
    const phase = status?.phase ?? 'New'
    phases.set(phase, (phases.get(phase) ?? 0) + 1)
  }
  return phases
}
