import type { Context } from '../context.ts'
import { span } from '../output/age.ts'
import { valueText } from '../output/objects.ts'
import { tableLines, type Column } from '../output/table.ts'
import type { Leftover } from './leftover.ts'
import { confirmRemoval } from '../confirm/confirm-removal.ts'
import { scopeNotice, type Scope, type ScopeFlags } from '../polecats/scope.ts'

export interface CleanFlags extends ScopeFlags {
  readonly 'dry-run': boolean
  readonly 'older-than'?: number
  readonly yes: boolean
  readonly force: boolean
  readonly output?: 'json' | 'yaml' | 'name'
}

export interface Cleaning<T extends Leftover> {
  readonly scope: Scope
  /** What is of the scope. */
  readonly found: readonly T[]
  /** How many more there are whose rig nobody knows. */
  readonly unknown?: number
  /** May give the names of those that are still there, because something has to happen first. */
  remove(chosen: readonly T[]): Promise<readonly string[] | void>
}

/** Shows what would go, asks, and removes it; what holds unsaved work stays unless forced. */
export async function clean<T extends Leftover>(
  context: Context,
  flags: CleanFlags,
  { scope, found, unknown = 0, remove }: Cleaning<T>,
): Promise<number> {
  if (flags.output === undefined) context.notice(scopeNotice(scope, 'Cleaning'))
  if (unknown > 0) context.notice(unknownWords(unknown))
  const age = flags['older-than']
  const old = age === undefined ? found : found.filter(({ since }) => isOlder(since, age, context.now()))
  const chosen = old.filter(({ unsaved }) => flags.force || unsaved === undefined)
  const kept = old.filter((item) => !chosen.includes(item))
  for (const { name, unsaved } of kept) context.notice(`${name} is kept: ${unsaved} (remove it with --force)`)
  if (flags.output !== undefined) context.print(await leftoversText(chosen, flags.output))
  if (chosen.length === 0) {
    context.notice('Nothing to remove.')
    return 0
  }
  if (flags.output === undefined) context.print(`${lines(chosen, context).join('\n')}\n`)
  if (flags['dry-run']) return 0
  if (!flags.yes && !(await confirmRemoval(context, chosen.length))) {
    context.notice('Nothing was removed.')
    return 0
  }
  const left = (await remove(chosen)) ?? []
  if (chosen.length > left.length) context.notice(`Removed ${chosen.length - left.length}.`)
  if (left.length > 0) context.notice(leftWords(left))
  return 0
}

/** Such as `Deletion of 2 requested, which are still there: a, b`. */
function leftWords(names: readonly string[]): string {
  const shown = names.length > 8 ? [...names.slice(0, 8), '…'] : names
  const [are, wait] = names.length === 1 ? ['is', 'waits'] : ['are', 'wait']
  return `Deletion of ${names.length} requested, which ${are} still there and ${wait} for an operator: ${shown.join(', ')}`
}

function unknownWords(count: number): string {
  const words = count === 1 ? '1 item is kept: its rig is' : `${count} items are kept: their rigs are`
  return `${words} unknown (-A cleans all)`
}

async function leftoversText(chosen: readonly Leftover[], format: 'json' | 'yaml' | 'name'): Promise<string> {
  if (format === 'name') return chosen.map(({ name }) => `${name}\n`).join('')
  const shown = chosen.map(({ name, what, since, unsaved }) => ({ name, what, since, unsaved }))
  return valueText(shown, format)
}

function lines(chosen: readonly Leftover[], context: Context): string[] {
  const age = ({ since }: Leftover) => (since === undefined ? '' : span((context.now() - Date.parse(since)) / 1000))
  const columns: Column<Leftover>[] = [
    { title: 'NAME', value: ({ name }: Leftover) => name },
    { title: 'AGE', value: age },
    { title: 'WHAT', value: ({ what }: Leftover) => what, elastic: true },
  ]
  // Only with --force is there such a thing.
  const lost = { title: 'LOST WITH IT', value: ({ unsaved }: Leftover) => unsaved ?? '', elastic: true }
  if (chosen.some(({ unsaved }) => unsaved !== undefined)) columns.push(lost)
  return tableLines<Leftover>(columns, chosen, context.stdout.width)
}

function isOlder(since: string | undefined, seconds: number, now: number): boolean {
  return since === undefined || now - Date.parse(since) >= seconds * 1000
}
