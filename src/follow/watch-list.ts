import { type Context, namespacedClient } from '../context.ts'
import { polecats } from '../kube/resources.ts'
import { isData, objectsText, type OutputFormat } from '../output/objects.ts'
import { polecatColumns, widthFor } from '../output/polecat/polecat-table.ts'
import { growingTable, type GrowingTable } from '../output/table.ts'
import { apiVersion } from '../polecat/names.ts'
import type { Polecat } from '../polecat/schema.ts'
import { terminalOf } from '../terminal.ts'
import { polecatsMissing } from '../polecats/await-polecats.ts'
import { byAge } from '../polecats/find-polecats.ts'
import type { ScopeFlags } from '../polecats/scope.ts'
import { isSelected, select } from '../polecats/selection.ts'
import { tellScope } from '../polecats/show-selected.ts'
import { operatorNotices, whileOperatorIsTold } from '../polecats/tell-operator.ts'
import { tellConnection } from '../polecats/tell-connection.ts'

/**
 * Prints the polecats that are meant, and then each one again whenever it changes, until the signal comes. `command`: the
 * command that does so.
 */
export async function watchList(
  context: Context,
  names: readonly string[],
  flags: ListFlags,
  command: string,
): Promise<void> {
  await whileOperatorIsTold(context, operatorNotices(context), () => watchThem(context, names, flags, command))
}

type ListFlags = ScopeFlags & { readonly output?: OutputFormat }

async function watchThem(context: Context, names: readonly string[], flags: ListFlags, command: string): Promise<void> {
  const { output: format } = flags
  const selection = await select(context, names, flags)
  const { client, namespace, signal } = await namespacedClient(context)
  const print = isData(format) ? objectPrinter(context, format) : rowPrinter(context, format)
  const tell = tellConnection(context)
  let others = 0
  let first: Map<string, Polecat> | undefined = new Map()
  for await (const event of client.watch(polecats, { namespace, signal })) {
    if (event.type === 'synced' && first !== undefined) {
      const missing = names.filter((name) => !first?.has(name))
      if (missing.length > 0) throw polecatsMissing(missing, namespace)
      const shown = [...first.values()].toSorted(byAge)
      await print(shown)
      tellScope(context, selection.scope, { shown: shown.length, others, command, format })
      first = undefined
    }
    if (event.type === 'lost' || event.type === 'back') tell(event)
    if (event.type !== 'put' && event.type !== 'gone') continue
    const name = event.object.metadata.name ?? ''
    if (!isSelected(selection, event.object)) {
      if (first !== undefined && event.type === 'put') others += 1
      continue
    }
    if (event.type === 'gone') {
      first?.delete(name)
      context.notice(`${name} is gone.`)
      continue
    }
    const polecat: Polecat = { ...event.object, apiVersion, kind: 'Polecat' }
    if (first !== undefined) first.set(name, polecat)
    else await print([polecat])
    await context.taken()
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
