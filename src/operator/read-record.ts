/** Reads what an ended attempt's git-save printed as its record; where it did not come to that, what its log still has. */
import { parseRecord } from '../agents/events.ts'
import { podFacts, type PodFacts } from '../attempt/pod-facts.ts'
import type { Recorded } from '../attempt/record-map.ts'
import { isKind, messageOf } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import type { V1Pod } from '../kube/wire.ts'
import { containers } from '../pod/layout.ts'
import { RecordKeeper } from '../record/keeper.ts'
import { lineBytes, mostLines, readPrinted } from '../record/printed.ts'
import { sanitizeLine } from '../text/sanitize.ts'

const readMs = 10_000
/** With its time in front, as servers send it. */
const sentBytes = lineBytes + 64
/** Limits of the read of a log that ends without a record. */
const leftover = { tailLines: mostLines, limitBytes: 1024 * 1024 }

export interface LogPlace {
  readonly client: Pick<Client, 'logs'>
  readonly workerNamespace: string
}

/** Rejects where the log may be read later: what is certain to be lost is said in the record. */
export async function readRecord(place: LogPlace, pod: V1Pod, isLastTry: boolean): Promise<Recorded> {
  const facts = podFacts(pod)
  if (!facts.agentStarted) return { transcript: Buffer.alloc(0), events: 0, shortened: 0 }
  try {
    return (await readWhole(place, facts)) ?? (await readLeftover(place, facts))
  } catch (error) {
    if (!isLastTry && !isKind(error, 'denied', 'not-found', 'invalid')) throw error
    const missing = `the log of git-save could not be read: ${sanitizeLine(messageOf(error), 300)}`
    return { transcript: Buffer.alloc(0), events: facts.save?.lines ?? 0, shortened: 0, missing }
  }
}

async function readWhole(place: LogPlace, { name, save }: PodFacts): Promise<Recorded | undefined> {
  if (save?.record === undefined) return undefined
  const { lines } = await readLines(place, name, { tailLines: save.record, limitBytes: save.record * sentBytes })
  const read = readPrinted(lines)
  if (read === undefined) return undefined
  const { chunks, events, shortened, missing } = read
  const lost = `${missing} of ${save.record} lines of the record are missing or damaged`
  return { transcript: Buffer.concat([...chunks]), events, shortened, ...(missing > 0 && { missing: lost }) }
}

async function readLeftover(place: LogPlace, { name, save }: PodFacts): Promise<Recorded> {
  const keeper = new RecordKeeper()
  const { lines, trouble } = await readLines(place, name, leftover)
  let last = 0
  for (const line of lines) {
    const record = parseRecord(line)
    if (record === undefined || record.n <= last) continue
    last = record.n
    keeper.add(record, JSON.stringify(record))
  }
  const { chunks, events, shortened } = keeper.finish()
  const why = save?.record === undefined ? 'git-save ended before it printed the record' : 'the record was not found'
  const missing = `${why}; this is what the end of its log still had${trouble === undefined ? '' : `: ${trouble}`}`
  return { transcript: Buffer.concat([...chunks]), events: Math.max(events, save?.lines ?? 0), shortened, missing }
}

interface LogEnd {
  readonly lines: readonly string[]
  /** What the node says instead of lines. */
  readonly trouble: string | undefined
}

async function readLines(
  { client, workerNamespace }: LogPlace,
  pod: string,
  limits: { readonly tailLines: number; readonly limitBytes: number },
): Promise<LogEnd> {
  const signal = AbortSignal.timeout(readMs)
  const lines: string[] = []
  let trouble: string | undefined
  for await (const item of client.logs(pod, workerNamespace, { container: containers.save, ...limits, signal }))
    if (item.type === 'line') lines.push(item.text)
    else trouble = sanitizeLine(item.reason, 300)
  signal.throwIfAborted()
  return { lines, trouble }
}
