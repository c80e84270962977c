import type { Context } from '../context.ts'
import { span } from '../output/age.ts'
import { branchOf } from '../output/polecat/polecat-table.ts'
import { tableLines, type Column } from '../output/table.ts'
import type { Polecat } from '../polecat/schema.ts'
import { canConfirm, confirm } from '../confirm/confirm.ts'

/** Shows what works and asks whether it may end; refused where there is no terminal to prompt on. */
export async function confirmStop(context: Context, working: readonly Polecat[]): Promise<boolean> {
  const count = working.length === 1 ? '1 polecat is running' : `${working.length} polecats are running`
  const what = working.length === 1 ? 'Stop it' : `Stop these ${working.length}`
  // A refusal lists them by itself.
  if (canConfirm(context)) context.print(`${tableLines(columns(context), working, context.stdout.width).join('\n')}\n`)
  return confirm(context, `${what}? Work is saved first; "gastown retry" continues it.`, {
    kind: 'work-unsaved',
    message: `nothing was stopped: ${count}`,
    problems: working.map((polecat) => ({
      field: polecat.metadata.name ?? '',
      message: `attempt ${polecat.status?.attempt} is working on ${branchOf(polecat)}${since(polecat, context)}`,
    })),
    hints: ['Save their work and stop them with: gastown local down --yes'],
  })
}

function columns(context: Context): Column<Polecat>[] {
  return [
    { title: 'NAME', value: ({ metadata }) => metadata.name ?? '' },
    { title: 'RIG', value: ({ spec }) => spec.rig },
    { title: 'ATTEMPT', value: ({ status }) => String(status?.attempt ?? '') },
    { title: 'AGE', value: (polecat) => age(polecat, context) },
    { title: 'BRANCH', value: branchOf, elastic: true },
  ]
}

function since(polecat: Polecat, context: Context): string {
  const text = age(polecat, context)
  return text === '' ? '' : `, since ${text}`
}

/** Age of the attempt. */
function age({ status }: Polecat, { now }: Context): string {
  return status?.startedAt === undefined ? '' : span((now() - Date.parse(status.startedAt)) / 1000)
}
