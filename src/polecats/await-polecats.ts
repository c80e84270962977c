import { GastownError } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { polecats } from '../kube/resources.ts'
import type { ConnectionEvent } from '../output/connection-words.ts'
import { progressWords } from '../output/polecat/progress-words.ts'
import { notYetWords } from '../output/polecat/standing-words.ts'
import type { Polecat } from '../polecat/schema.ts'
import { lastTransition, verdict, type WaitGoal } from '../polecat/waiting.ts'

export interface Wait {
  readonly namespace: string
  readonly names: readonly string[]
  readonly goal: WaitGoal
  /** One is enough. */
  readonly any?: boolean
  readonly timeoutSeconds?: number
  /** How long it may be Stuck before that counts as an end. */
  readonly stuckAfterSeconds: number
  readonly signal: AbortSignal
  now(): number
  /** Every state of one of them. */
  onState?(polecat: Polecat): void
  /** Every state of one for which the wait goes on. */
  onWaiting?(polecat: Polecat): void
  /** The connection is lost, or there again. */
  onConnection(event: ConnectionEvent): void
}

export interface Awaited {
  /** Polecats for which the wait is over, in the order of their names. */
  readonly polecats: readonly Polecat[]
  /** The first of theirs that is not 0. */
  readonly exitCode: number
}

/** Waits until the goal is reached, or can no longer be reached without the user. */
export async function awaitPolecats(client: Client, wait: Wait): Promise<Awaited> {
  const names = [...new Set(wait.names)]
  const newest = new Map<string, Polecat>()
  const ends = new Map<string, { readonly polecat: Polecat; readonly exitCode: number }>()
  const timers = new Map<string, NodeJS.Timeout>()
  const enough = Promise.withResolvers<void>()
  const stop = new AbortController()
  const signal = AbortSignal.any([wait.signal, stop.signal])

  const judge = (polecat: Polecat) => {
    const name = polecat.metadata.name ?? ''
    newest.set(name, polecat)
    clearTimeout(timers.get(name))
    const stuckSince = Math.min(lastTransition(polecat) ?? wait.now(), wait.now())
    const stuckFor = wait.now() - stuckSince
    const { over, exitCode } = verdict(polecat, wait.goal, stuckFor, wait.stuckAfterSeconds * 1000)
    if (over) ends.set(name, { polecat, exitCode })
    else {
      ends.delete(name)
      wait.onWaiting?.(polecat)
      if (polecat.status?.phase === 'Stuck')
        timers.set(
          name,
          setTimeout(() => judge(polecat), wait.stuckAfterSeconds * 1000 - stuckFor),
        )
    }
    if (ends.size === names.length || (wait.any === true && ends.size > 0)) enough.resolve()
  }
  if (wait.timeoutSeconds !== undefined) {
    const late = () =>
      enough.reject(
        stillRunning(
          names.filter((name) => !ends.has(name)),
          newest,
          wait,
        ),
      )
    timers.set('', setTimeout(late, wait.timeoutSeconds * 1000))
  }
  try {
    await Promise.race([enough.promise, follow(client, { ...wait, names, signal }, judge)])
    wait.signal.throwIfAborted()
  } finally {
    for (const timer of timers.values()) clearTimeout(timer)
    stop.abort()
  }
  const ended = names.flatMap((name) => ends.get(name) ?? [])
  return {
    polecats: ended.map((end) => end.polecat),
    exitCode: ended.find((end) => end.exitCode !== 0)?.exitCode ?? 0,
  }
}

async function follow(client: Client, wait: Wait, judge: (polecat: Polecat) => void): Promise<void> {
  const missing = new Set(wait.names)
  const [only] = wait.names.length === 1 ? wait.names : []
  const fieldSelector = only === undefined ? undefined : `metadata.name=${only}`
  for await (const event of client.watch(polecats, { namespace: wait.namespace, fieldSelector, signal: wait.signal })) {
    if (event.type === 'lost' || event.type === 'back') {
      wait.onConnection(event)
      continue
    }
    if (event.type === 'synced') {
      if (missing.size > 0) throw polecatsMissing([...missing], wait.namespace)
      continue
    }
    const name = event.object.metadata.name ?? ''
    if (!wait.names.includes(name)) continue
    if (event.type === 'gone') throw new GastownError('not-found', `polecat ${name} was deleted`)
    missing.delete(name)
    wait.onState?.(event.object)
    judge(event.object)
  }
}

export function polecatsMissing(names: readonly string[], namespace: string): GastownError {
  const which = names.length === 1 ? `polecat ${names[0]}` : `polecats ${names.join(', ')}`
  return new GastownError('not-found', `${which} not found in namespace ${namespace}`, {
    hints: ['List them with: gastown list -A'],
  })
}

function stillRunning(names: readonly string[], newest: ReadonlyMap<string, Polecat>, wait: Wait): GastownError {
  return new GastownError(
    'still-running',
    `${names.join(', ')} ${notYetWords(wait.goal, names.length)} after ${wait.timeoutSeconds} s; nothing was stopped`,
    {
      problems: names.flatMap((name) => {
        const polecat = newest.get(name)
        return polecat === undefined ? [] : { field: name, message: progressWords(polecat) }
      }),
      hints: [`See the status with: gastown status ${names.join(' ')}`],
    },
  )
}
