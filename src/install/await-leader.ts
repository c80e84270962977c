import { setTimeout as pause } from 'node:timers/promises'
import { GastownError } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { leases, pods } from '../kube/resources.ts'
import type { V1Pod } from '../kube/wire.ts'
import { operatorName } from '../polecat/names.ts'
import { sanitizeForTerminal } from '../text/sanitize.ts'
import { ifFound } from '../kube/if-found.ts'
import { deployments } from './installed-kinds.ts'
import { leaderOf, rolloutProblems, type Rollout } from './rollout.ts'

export interface LeaderWait {
  readonly namespace: string
  readonly timeoutSeconds: number
  readonly signal: AbortSignal
  now(): number
  /** Called with what it waits for, whenever that changes. */
  onWait(words: string): void
}

const everyMs = 500

/** Resolves with the pod that leads; rejects with what is in its way when the time has passed. */
export async function awaitLeader(client: Client, wait: LeaderWait): Promise<string> {
  const { namespace, timeoutSeconds, signal, now, onWait } = wait
  const end = now() + timeoutSeconds * 1000
  let said = ''
  for (;;) {
    const rollout = await readRollout(client, namespace, signal)
    const leader = leaderOf(rollout)
    if (leader !== undefined) return leader
    const problems = rolloutProblems(rollout)
    if (now() >= end) throw await notLeading(client, rollout, { ...wait, problems })
    if (said !== problems.join()) onWait(problems.join('; '))
    said = problems.join()
    await pause(everyMs, undefined, { signal })
  }
}

async function readRollout(client: Client, namespace: string, signal: AbortSignal): Promise<Rollout> {
  const labelSelector = `app.kubernetes.io/name=${operatorName}`
  const [deployment, lease, { items }] = await Promise.all([
    client.get(deployments, operatorName, namespace, { signal }),
    ifFound(client.get(leases, operatorName, namespace, { signal })),
    client.list(pods, { namespace, labelSelector, signal }),
  ])
  return { deployment, lease, pods: items }
}

async function notLeading(
  client: Client,
  { pods }: Rollout,
  { namespace, timeoutSeconds, problems, signal }: LeaderWait & { readonly problems: readonly string[] },
): Promise<GastownError> {
  const lines = await Promise.all(pods.map((pod) => lastWords(client, pod, signal)))
  return new GastownError('still-running', `no operator works after ${timeoutSeconds} s`, {
    problems: [
      ...problems.map((message) => ({ field: operatorName, message })),
      ...lines.flatMap((line) => (line === undefined ? [] : [{ field: 'its log', message: line }])),
    ],
    hints: [
      'Everything was applied; the command can be repeated once the cause is gone',
      `See more with: kubectl describe pods -n ${namespace} -l app.kubernetes.io/name=${operatorName}`,
    ],
  })
}

/** The end of the log of an operator that has ended. */
async function lastWords(
  client: Client,
  { metadata, status }: V1Pod,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (!status?.containerStatuses?.some(({ restartCount }) => restartCount > 0)) return undefined
  let last: string | undefined
  try {
    const request = { container: 'operator', previous: true, tailLines: 1, signal }
    for await (const item of client.logs(metadata?.name ?? '', metadata?.namespace ?? '', request))
      if (item.type === 'line') last = sanitizeForTerminal(item.text)
  } catch {
    signal.throwIfAborted()
  }
  return last
}
