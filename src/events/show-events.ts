import type { Context } from '../context.ts'
import type { CoreV1Event } from '../kube/wire.ts'
import { objectsText, type OutputFormat } from '../output/objects.ts'
import { widthFor } from '../output/polecat/polecat-table.ts'
import { growingTable, tableLines, type GrowingTable } from '../output/table.ts'
import { timelineColumns } from '../output/timeline-table.ts'
import { eventTime, timeline, type Moment } from '../output/timeline.ts'
import type { Polecat } from '../polecat/schema.ts'
import { allEvents } from './find-events.ts'
import { watchEvents } from './watch-events.ts'

/** Prints what has happened to a polecat, oldest first. */
export async function showEvents(context: Context, polecat: Polecat, format: OutputFormat | undefined): Promise<void> {
  const events = await allEvents(context, polecat)
  if (isForObjects(format)) return context.print(await objectsText(inOrder(events), format, true))
  const style = styleOf(context, format)
  const lines = tableLines(timelineColumns(style), timeline(polecat, events), widthFor(style))
  context.print(`${lines.join('\n')}\n`)
}

/** The same, and then everything that happens, until the polecat is gone or the signal comes. */
export async function followEvents(
  context: Context,
  polecat: Polecat,
  format: OutputFormat | undefined,
): Promise<void> {
  const print = isForObjects(format) ? objectPrinter(context, format) : momentPrinter(context, format)
  for await (const news of watchEvents(context, polecat)) {
    await print(news.polecat, news.events)
    await context.taken()
  }
}

type Print = (polecat: Polecat, events: readonly CoreV1Event[]) => void | Promise<void>

/** A line for each moment that was not there before. */
function momentPrinter(context: Context, format: 'wide' | undefined): Print {
  const style = styleOf(context, format)
  const told = new Set<string>()
  let table: GrowingTable<Moment> | undefined
  return (polecat, events) => {
    const isFirst = table === undefined
    const fresh = timeline(polecat, events).filter(
      // How it ends while we watch is told by an Event, which may come after the status that says the same.
      ({ key, isEnding }) => !told.has(key) && (isFirst || isEnding !== true),
    )
    const lines: string[] = []
    if (table === undefined) {
      table = growingTable(timelineColumns(style), fresh, widthFor(style))
      lines.push(table.titles())
    }
    for (const moment of fresh) {
      told.add(moment.key)
      lines.push(table.line(moment))
    }
    if (lines.length > 0) context.print(`${lines.join('\n')}\n`)
  }
}

/** Documents one after the other; an Event that is told again is printed again. */
function objectPrinter(context: Context, format: 'json' | 'yaml' | 'name'): Print {
  const told = new Map<string, string>()
  return async (_, events) => {
    for (const event of inOrder(events)) {
      const { uid = '', resourceVersion = '' } = event.metadata
      if (told.get(uid) === resourceVersion) continue
      told.set(uid, resourceVersion)
      context.print(`${format === 'yaml' ? '---\n' : ''}${await objectsText([event], format)}`)
    }
  }
}

function isForObjects(format: OutputFormat | undefined): format is 'json' | 'yaml' | 'name' {
  return format !== undefined && format !== 'wide'
}

function styleOf(context: Context, format: 'wide' | undefined) {
  return { terminal: context.stdout, now: () => context.now(), wide: format === 'wide' }
}

// Items of a list come without kind and version; printed, they must have them.
function inOrder(events: readonly CoreV1Event[]): CoreV1Event[] {
  return events
    .toSorted((a, b) => Date.parse(eventTime(a)) - Date.parse(eventTime(b)))
    .map((event) => ({ ...event, apiVersion: 'v1', kind: 'Event' }))
}
