/** The log of an attempt whose pod is gone, read from its record. */
import { findRecord, type RecordPlace } from '../attempt/find-records.ts'
import type { AttemptRecord } from '../attempt/record-map.ts'
import { type Context, namespacedClient } from '../context.ts'
import { isKind } from '../errors.ts'
import type { SaidItem } from '../logs/agent-log.ts'
import { gapText, itemLines, itemValue } from '../logs/log-text.ts'
import { recordedItems } from '../logs/recorded-items.ts'
import { jsonLine } from '../output/objects.ts'
import { findPolecat } from '../polecats/find-polecats.ts'
import { sanitizeForTerminal } from '../text/sanitize.ts'
import type { LogChoice } from './log-choice.ts'

export interface FoundRecord {
  readonly record: AttemptRecord
  readonly isDeleted: boolean
}

/** The record of the attempt that is asked for: of the polecat of this name, or where none is, of the last that had it. */
export async function recordOf(context: Context, name: string, attempt?: number): Promise<FoundRecord | undefined> {
  const where = await namespacedClient(context)
  const uid = await uidOf(where, name)
  const record = await findRecord(where, { name, uid, attempt })
  return record && { record, isDeleted: uid === undefined }
}

async function uidOf({ client, namespace, signal }: RecordPlace, name: string): Promise<string | undefined> {
  try {
    return (await findPolecat(client, name, { namespace, signal })).metadata.uid
  } catch (error) {
    if (isKind(error, 'not-found')) return undefined
    throw error
  }
}

/** Whether the log that is wanted is one that a record has. */
export function isRecorded({ container }: LogChoice): boolean {
  return container === 'agent' || container === 'all'
}

/** Whether there is nothing to show of an attempt, because its agent never started. */
export function hasNoLog({ events, missing }: AttemptRecord): boolean {
  return events === 0 && missing === undefined
}

export async function showRecorded(
  context: Context,
  { record, isDeleted }: FoundRecord,
  choice: LogChoice,
  source?: string,
): Promise<void> {
  const { attempt, polecat } = record
  const { name = '' } = polecat.metadata
  const { grep, tail } = choice
  context.notice(recordedWords(record, isDeleted))
  if (choice.container === 'all') context.notice('Only the log of the agent is recorded.')
  if (choice.raw) context.notice("The agent's own stream is not recorded; its events are shown instead.")
  const sources = [source, choice.container === 'all' ? 'agent' : undefined].filter((part) => part !== undefined)
  const style = { ...choice, source: sources.join('/') || undefined, raw: false, terminal: context.stdout }
  const items = recordedItems(record).filter((item) => item.type === 'gap' || isWanted(item, choice, context.now()))
  const shown = tail === undefined ? items : tail === 0 ? [] : items.slice(-tail)
  let count = 0
  for (const item of shown) {
    if (item.type === 'gap') context.notice(gapText(item, style))
    const lines = linesOf(item)
    count += lines.length
    for (const line of lines) context.print(line)
    await context.taken()
  }
  if (grep !== undefined && count === 0) context.notice(`No line of ${name} matches.`)
  else if (items.length === 0) context.notice(`The log of ${name} is empty.`)

  function linesOf(item: SaidItem): string[] {
    if (choice.output !== 'json') return item.type === 'gap' ? [] : itemLines(item, style).map((line) => `${line}\n`)
    const value = itemValue(item, { polecat: name, attempt, container: 'agent' }, grep)
    return value === undefined ? [] : [jsonLine(value)]
  }
}

/** What stands before what is read from a record. */
export function recordedWords({ polecat, attempt }: AttemptRecord, isDeleted: boolean): string {
  const { metadata, status } = polecat
  const outcome = status?.reason === undefined ? '' : `, which ended as ${sanitizeForTerminal(status.reason)}`
  const what = isDeleted ? `${metadata.name} was deleted` : `The pod of ${metadata.name} is gone`
  return `${what}; this is the record of attempt ${attempt}${outcome}.`
}

function isWanted({ time }: { readonly time: string }, { since }: LogChoice, now: number): boolean {
  if (since === undefined) return true
  const from = 'sinceTime' in since ? Date.parse(since.sinceTime) : now - since.sinceSeconds * 1000
  return Date.parse(time) >= from
}
