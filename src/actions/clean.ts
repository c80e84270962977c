import type { Context } from '../context.ts'
import { span } from '../output/age.ts'
import { tableLines } from '../output/table.ts'
import type { Leftover } from './leftover.ts'
import { mayRemove } from './may-remove.ts'

export interface CleanFlags {
  readonly 'dry-run': boolean
  readonly 'older-than'?: number
  readonly yes: boolean
  readonly force: boolean
}

/** Shows what would go, asks, and removes it; what holds unsaved work stays unless forced. */
export async function clean<T extends Leftover>(
  context: Context,
  found: readonly T[],
  flags: CleanFlags,
  remove: (chosen: readonly T[]) => Promise<void>,
): Promise<number> {
  const age = flags['older-than']
  const old = age === undefined ? found : found.filter(({ since }) => isOlder(since, age, context.now()))
  const chosen = old.filter(({ unsaved }) => flags.force || unsaved === undefined)
  const kept = old.filter((item) => !chosen.includes(item))
  for (const { name, unsaved } of kept) context.notice(`${name} stays: ${unsaved} (--force removes it)`)
  if (chosen.length === 0) {
    context.notice('Nothing to remove.')
    return 0
  }
  context.print(`${lines(chosen, context).join('\n')}\n`)
  if (flags['dry-run']) return 0
  if (!flags.yes && !(await mayRemove(context, chosen.length))) {
    context.notice('Nothing was removed.')
    return 0
  }
  await remove(chosen)
  context.notice(`Removed ${chosen.length}.`)
  return 0
}

function lines(chosen: readonly Leftover[], context: Context): string[] {
  const age = ({ since }: Leftover) => (since === undefined ? '' : span((context.now() - Date.parse(since)) / 1000))
  const columns = [
    { title: 'NAME', value: ({ name }: Leftover) => name },
    { title: 'AGE', value: age },
    { title: 'WHAT', value: ({ what }: Leftover) => what, elastic: true },
  ]
  return tableLines<Leftover>(columns, chosen, context.stdout.width)
}

function isOlder(since: string | undefined, seconds: number, now: number): boolean {
  return since === undefined || now - Date.parse(since) >= seconds * 1000
}
