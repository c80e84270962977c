import { type Context, namespacedClient } from '../context.ts'
import { GastownError, invalid } from '../errors.ts'
import { polecats, rigs } from '../kube/resources.ts'
import type { Rig } from '../rig/schema.ts'
import { checkoutFolder } from '../checkout/checkout-folder.ts'
import { rigMissing } from '../checkout/rig-missing.ts'
import { chooseScope, type Here, type Scope, type ScopeFlags } from './scope.ts'

/** Scope of a command that removes something: nothing makes it wider than what was said. */
export async function scopeToClean(context: Context, flags: ScopeFlags): Promise<Scope> {
  const scope = await openScope(context, flags)
  if (scope.rigs !== undefined || flags['all-rigs']) return scope
  throw invalid('cannot infer which rigs to clean', [
    { field: '--rig, -A', message: `${scope.why}: expected --rig NAME, or -A for all rigs` },
  ])
}

/** What is meant where nothing is named. */
export async function openScope(context: Context, flags: ScopeFlags): Promise<Scope> {
  if (flags['all-rigs']) return chooseScope(flags, { why: '' }, [])
  const here = flags.rig === undefined ? await readHere(context) : { why: '' }
  if (flags.rig === undefined && 'why' in here) return chooseScope(flags, here, [])
  const existing = await listRigs(context)
  if (existing === undefined) return chooseScope(flags, { why: 'listing rigs is not allowed' }, [])
  if (flags.rig !== undefined) await checkRig(context, flags.rig, existing)
  return chooseScope(flags, here, existing)
}

/** Undefined where that is not allowed: whoever may work in one namespace alone can still name a rig. */
async function listRigs(context: Context): Promise<readonly Rig[] | undefined> {
  try {
    return (await (await context.client()).list(rigs, { signal: context.signal })).items
  } catch (error) {
    if (!(error instanceof GastownError) || error.kind !== 'denied') throw error
    return undefined
  }
}

/** A rig that is gone may have left polecats. */
async function checkRig(context: Context, name: string, existing: readonly Rig[]): Promise<void> {
  if (existing.some(({ metadata }) => metadata.name === name)) return
  const { client, namespace, signal } = await namespacedClient(context)
  const { items } = await client.list(polecats, { namespace, signal })
  if (!items.some(({ spec }) => spec.rig === name)) throw rigMissing(name, existing)
}

/** Git is asked, and loaded, only in a checkout. */
async function readHere(context: Context): Promise<Here> {
  const folder = folderOf(context)
  if (folder === undefined) return { why: 'the current directory no longer exists' }
  if (checkoutFolder(folder) === undefined) return { why: 'this is not a checkout' }
  const { readFetched } = await import('../checkout/checkout.ts')
  try {
    const checkout = await readFetched(context)
    return checkout === undefined ? { why: 'git reports no remote of this checkout' } : { remote: checkout.remote }
  } catch (error) {
    // Without git it cannot be told whose checkout this is.
    if (!(error instanceof GastownError) || error.kind !== 'invalid') throw error
    return { why: error.message }
  }
}

function folderOf(context: Context): string | undefined {
  try {
    return context.cwd
  } catch (error) {
    // The folder was removed meanwhile.
    if (!(error instanceof GastownError) || error.kind !== 'invalid') throw error
    return undefined
  }
}
