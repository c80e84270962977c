import type { Context } from '../context.ts'
import { polecats } from '../kube/resources.ts'
import { objectsText, type OutputFormat } from '../output/objects.ts'
import { polecatColumns, widthFor } from '../output/polecat-table.ts'
import { growingTable, type GrowingTable } from '../output/table.ts'
import { apiVersion } from '../polecat/names.ts'
import type { Polecat } from '../polecat/schema.ts'
import { terminalOf } from '../terminal.ts'
import { polecatsMissing } from './await-polecats.ts'
import { byAge } from './find-polecats.ts'

/** Prints the polecats of these names, or all, and then each one again whenever it changes, until the signal comes. */
export async function watchList(
  context: Context,
  names: readonly string[],
  format: OutputFormat | undefined,
): Promise<void> {
  const [client, namespace, { signal }] = [await context.client(), await context.namespace(), context]
  const print = format === undefined || format === 'wide' ? rowPrinter(context, format) : objectPrinter(context, format)
  let first: Map<string, Polecat> | undefined = new Map()
  for await (const event of client.watch(polecats, { namespace, signal })) {
    if (event.type === 'synced' && first !== undefined) {
      const missing = names.filter((name) => !first?.has(name))
      if (missing.length > 0) throw polecatsMissing(missing, namespace)
      await print([...first.values()].toSorted(byAge))
      first = undefined
    }
    if (event.type !== 'put' && event.type !== 'gone') continue
    const name = event.object.metadata.name ?? ''
    if (names.length > 0 && !names.includes(name)) continue
    if (event.type === 'gone') {
      first?.delete(name)
      context.notice(`${name} is gone.`)
      continue
    }
    const polecat: Polecat = { ...event.object, apiVersion, kind: 'Polecat' }
    if (first === undefined) await print([polecat])
    else first.set(name, polecat)
  }
}

type Print = (changed: readonly Polecat[]) => void | Promise<void>

/** A row for each change that the table shows; that time passes is none. */
function rowPrinter(context: Context, format: 'wide' | undefined): Print {
  const style = { terminal: context.stdout, now: () => context.now(), wide: format === 'wide' }
  const plain = polecatColumns({ ...style, terminal: terminalOf({ write: () => undefined }, {}) })
  const told = new Map<string, string>()
  let table: GrowingTable<Polecat> | undefined
  return (changed) => {
    const lines: string[] = []
    if (table === undefined) {
      table = growingTable(polecatColumns(style), changed, widthFor(style))
      lines.push(table.titles())
    }
    for (const polecat of changed) {
      const key = polecat.metadata.uid ?? polecat.metadata.name ?? ''
      const words = plain.map((column) => column.value(polecat)).join('\n')
      if (told.get(key) === words) continue
      told.set(key, words)
      lines.push(table.line(polecat))
    }
    if (lines.length > 0) context.print(`${lines.join('\n')}\n`)
  }
}

/** Documents one after the other, as kubectl prints them. */
function objectPrinter(context: Context, format: 'json' | 'yaml' | 'name'): Print {
  const between = format === 'yaml' ? '---\n' : ''
  return async (changed) => {
    for (const polecat of changed) context.print(`${between}${await objectsText([polecat], format)}`)
  }
}
