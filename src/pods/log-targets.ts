/** Which polecats' logs are meant. */
import { type Context, namespacedClient } from '../context.ts'
import { invalid } from '../errors.ts'
import { polecats } from '../kube/resources.ts'
import { noPolecats } from '../output/polecat/no-polecats.ts'
import { isFinished } from '../outcome/reasons.ts'
import type { Polecat } from '../polecat/schema.ts'
import { openScope } from '../polecats/open-scope.ts'
import { inScope, scopeFlag, type ScopeFlags } from '../polecats/scope.ts'
import { tellScope } from '../polecats/show-selected.ts'
import { tellConnection } from '../polecats/tell-connection.ts'

const command = 'gastown logs'

export interface TargetFlags extends ScopeFlags {
  readonly selector?: string
  readonly all: boolean
  readonly output?: 'json'
}

export interface LogTargets {
  readonly names: readonly string[]
  /** Said where there is none. */
  readonly none: string
  /** Names of further ones, as they are made: only where a selection is followed. */
  later(): AsyncIterable<string>
}

/** Polecats that are named, or of the scope those selected, all, or, without a flag, the unfinished ones. */
export async function logTargets(context: Context, given: readonly string[], flags: TargetFlags): Promise<LogTargets> {
  const { selector, all, output } = flags
  refuseTwoWays(given, flags)
  if (given.length > 0) return { names: [...new Set(given)], none: 'No polecats match.', later: noMore }
  const { client, namespace, signal } = await namespacedClient(context)
  const scope = await openScope(context, flags)
  const where = { namespace, signal, ...(selector !== undefined && { labelSelector: selector }) }
  const isWanted = ({ status }: Polecat) => selector !== undefined || all || !isFinished(status?.phase)
  const wanted = (polecat: Polecat) => inScope(scope, polecat.spec.rig) && isWanted(polecat)
  const { items } = await client.list(polecats, where)
  const names = items.filter(wanted).map(nameOf)
  const others = items.filter((polecat) => !inScope(scope, polecat.spec.rig) && isWanted(polecat)).length
  if (names.length > 0) tellScope(context, scope, { shown: names.length, others, command, format: output })
  const listed = new Set(items.map(nameOf))
  const tell = tellConnection(context)
  return {
    names: names.toSorted(),
    none: noPolecats(scope, others, command, ' match'),
    async *later() {
      for await (const event of client.watch(polecats, where)) {
        if (event.type === 'lost' || event.type === 'back') tell(event)
        if (event.type !== 'put' || listed.has(nameOf(event.object))) continue
        listed.add(nameOf(event.object))
        if (wanted(event.object)) yield nameOf(event.object)
      }
    },
  }
}

async function* noMore(): AsyncGenerator<string> {}

function refuseTwoWays(given: readonly string[], { selector, all, ...flags }: TargetFlags): void {
  const ways = [given.length > 0 ? 'NAME' : '', selector === undefined ? '' : '-l', all ? '--all' : '']
  const several = ways.filter((way) => way !== '')
  const flag = scopeFlag(flags)
  if (several.length === 1 && several[0] === 'NAME' && flag !== undefined) several.push(flag)
  if (several.length > 1)
    throw invalid('conflicting arguments', [{ field: several.join(', '), message: 'mutually exclusive' }])
}

function nameOf({ metadata }: Polecat): string {
  return metadata.name ?? ''
}
