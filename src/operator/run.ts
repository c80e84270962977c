/** The operator: it works while it is the leader, and says how it is. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { installation } from '../installation.ts'
import type { PodTexts } from '../pod/texts.ts'
import { polecatNamespace, workerNamespace } from '../polecat/names.ts'
import { whileLeading } from './lease.ts'
import { operate, type OperateOptions } from './operate.ts'
import { serveHealth, type Health } from './report/health.ts'

/** What has a default: the namespaces, images and texts of this installation. */
type Defaulted = 'image' | 'agentImage' | 'polecatNamespace' | 'workerNamespace' | 'texts'

export interface OperatorOptions
  extends Omit<OperateOptions, Defaulted | 'health'>, Partial<Pick<OperateOptions, Defaulted>> {
  /** Version of gastown, for the log. */
  readonly version?: string
  readonly healthPort?: number
}

const usualImage = 'gastown'

/** Ends with the signal, once nothing is under way; rejects only where no retry could mend it. */
export async function runOperator(options: OperatorOptions): Promise<void> {
  const { client, signal, leaderElection, healthPort, log, image = usualImage, agentImage = image } = options
  const namespace = options.polecatNamespace ?? polecatNamespace
  const workers = options.workerNamespace ?? workerNamespace
  const texts = options.texts ?? (await installedTexts())
  const health: Health = {
    // One that waits for the lease is as ready as it can be; a roll-out would wait for it for ever otherwise.
    ready: leaderElection,
    metrics: { reconciles: 0, errors: 0, queue: () => 0, polecatsByPhase: () => new Map() },
  }
  const { version } = options
  log.info('the operator starts', { version, polecats: namespace, pods: workers, image, agentImage, leaderElection })
  const over = new AbortController()
  if (healthPort !== undefined) await serveHealth(healthPort, health, AbortSignal.any([signal, over.signal]))
  const placed = { ...options, image, agentImage, polecatNamespace: namespace, workerNamespace: workers, texts, health }
  const work = (signal: AbortSignal) => operate({ ...placed, signal })
  try {
    await (leaderElection ? whileLeading({ client, namespace, signal, log }, work) : work(signal))
  } finally {
    over.abort()
    log.info('the operator ends')
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
