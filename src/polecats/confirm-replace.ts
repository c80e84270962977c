import type { Context } from '../context.ts'
import { standing } from '../output/polecat/verb-words.ts'
import { cost } from '../output/polecat/polecat-table.ts'
import type { Polecat } from '../polecat/schema.ts'
import { confirm } from '../confirm/confirm.ts'

/** Asks whether a new attempt may take the place of what is Done, and cost what an attempt costs. */
export function confirmReplace(context: Context, done: readonly Polecat[]): Promise<boolean> {
  const names = done.map(({ metadata }) => metadata.name ?? '')
  const [it, outcome] = done.length === 1 ? ['it', 'that outcome'] : ['them', 'these outcomes']
  const facts = done.map((polecat) => `${polecat.metadata.name} is ${standing(polecat)}${spent(polecat)}`).join('; ')
  return confirm(context, `${facts}. A new attempt replaces ${outcome}. Retry ${it}?`, {
    kind: 'work-unsaved',
    message: `nothing was retried: a new attempt would replace ${outcome}`,
    problems: done.map((polecat) => ({
      field: polecat.metadata.name ?? '',
      message: `is ${standing(polecat)}${spent(polecat)}`,
    })),
    hints: [`Retry ${it} anyway with: gastown retry ${names.join(' ')} --yes`],
  })
}

function spent({ status }: Polecat): string {
  const costUSD = status?.usage?.costUSD
  return costUSD === undefined ? '' : `, its last attempt cost ${cost(costUSD)}`
}
