/** The polecats that a command is about: those that are named, or those of a scope. */
import type { Context } from '../context.ts'
import { invalid } from '../errors.ts'
import type { ListedPolecat } from '../polecat/columns.ts'
import { openScope } from './open-scope.ts'
import { inScope, scopeFlag, type Scope, type ScopeFlags } from './scope.ts'

export type Selection =
  | { readonly names: readonly string[]; readonly scope?: undefined }
  | { readonly names: readonly []; readonly scope: Scope }

/** Names are of whatever rig: no two polecats of a namespace share one. */
export async function select(context: Context, names: readonly string[], flags: ScopeFlags): Promise<Selection> {
  if (names.length === 0) return { names: [], scope: await openScope(context, flags) }
  const flag = scopeFlag(flags)
  if (flag !== undefined)
    throw invalid('conflicting arguments', [{ field: `NAME, ${flag}`, message: 'mutually exclusive' }])
  return { names }
}

export function isSelected({ names, scope }: Selection, { metadata, spec }: ListedPolecat): boolean {
  return scope === undefined ? names.includes(metadata.name ?? '') : inScope(scope, spec.rig)
}
