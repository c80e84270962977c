import { type Context, namespacedClient } from '../context.ts'
import { noPolecats } from '../output/polecat/no-polecats.ts'
import { isData, type OutputFormat } from '../output/objects.ts'
import { showPolecats, showTable } from '../output/polecat/show-polecats.ts'
import type { ListedPolecat } from '../polecat/columns.ts'
import { findPolecats, listPolecats } from './find-polecats.ts'
import { scopeNotice, type Scope, type ScopeFlags } from './scope.ts'
import { withOperatorTold } from './tell-operator.ts'
import { isSelected, select } from './selection.ts'

/** Prints the polecats that are meant, as they are now. `command`: the command that does so. */
export async function showSelected(
  context: Context,
  names: readonly string[],
  flags: SelectedFlags,
  command: string,
): Promise<void> {
  await withOperatorTold(context, () => showThem(context, names, flags, command))
}

type SelectedFlags = ScopeFlags & { readonly output?: OutputFormat }

async function showThem(
  context: Context,
  names: readonly string[],
  flags: SelectedFlags,
  command: string,
): Promise<void> {
  const { output: format } = flags
  const { client, namespace, signal } = await namespacedClient(context)
  const where = { namespace, signal }
  // What the checkout tells is found out while the server answers.
  const selecting = select(context, names, flags)
  const meant = async <T extends ListedPolecat>(finding: Promise<readonly T[]>) => {
    const [selection, all] = await Promise.all([selecting, finding])
    const shown = all.filter((polecat) => isSelected(selection, polecat))
    return { shown, scope: selection.scope, others: all.length - shown.length }
  }
  if (names.length === 0 && format === undefined) {
    const { shown, scope, others } = await meant(listPolecats(client, where))
    if (shown.length > 0) showTable(context, shown)
    tellScope(context, scope, { shown: shown.length, others, command })
    return
  }
  const { shown, scope, others } = await meant(findPolecats(client, names, where))
  if (shown.length > 0 || isData(format)) await showPolecats(context, shown, { format, asList: names.length !== 1 })
  tellScope(context, scope, { shown: shown.length, others, command, format })
}

interface Shown {
  readonly shown: number
  /** How many belong to other rigs. */
  readonly others: number
  /** The command that shows these. */
  readonly command: string
  readonly format?: OutputFormat | undefined
}

/** What a table of these leaves unsaid; nothing where they were named. Data that is whole needs no words. */
export function tellScope(
  context: Pick<Context, 'notice'>,
  scope: Scope | undefined,
  { shown, others, command, format }: Shown,
): void {
  if (scope === undefined || (isData(format) && others === 0)) return
  context.notice(shown === 0 ? noPolecats(scope, others, command) : scopeNotice(scope, 'Showing', others))
}
