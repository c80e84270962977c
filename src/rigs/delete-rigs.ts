import type { Context } from '../context.ts'
import { GastownError, type Problem } from '../errors.ts'
import { polecats, rigs } from '../kube/resources.ts'
import { isFinished } from '../outcome/reasons.ts'
import { apiVersion } from '../polecat/names.ts'
import type { Polecat } from '../polecat/schema.ts'
import type { Rig } from '../rig/schema.ts'
import { confirm } from '../confirm/confirm.ts'
import { rigsMissing } from './count-rigs.ts'

/** Deletes all of them, or none where unfinished polecats of any namespace belong to one. Gives them as they were. */
export async function deleteRigs(
  context: Context,
  names: readonly string[],
  { force, yes }: { readonly force: boolean; readonly yes: boolean },
): Promise<Rig[]> {
  const [client, { signal }] = [await context.client(), context]
  const { items } = await client.list(rigs, { signal })
  const wanted = [...new Set(names)]
  const missing = wanted.filter((name) => !items.some(({ metadata }) => metadata.name === name))
  if (missing.length > 0) throw rigsMissing(missing)
  const { items: all } = await client.list(polecats, { signal })
  const own = all.filter(({ spec }) => wanted.includes(spec.rig))
  if (!force) refuseWhileInUse(own, wanted)
  const ended = own.filter(({ status }) => isFinished(status?.phase))
  if (ended.length > 0 && !force && !yes && !(await confirmRigDeletion(context, ended, wanted))) {
    context.notice('Nothing was deleted.')
    return []
  }
  const found = items.filter(({ metadata }) => wanted.includes(metadata.name ?? ''))
  for (const { metadata } of found)
    await client.remove(rigs, metadata.name ?? '', undefined, { uid: metadata.uid, signal })
  if (ended.length > 0) context.notice(`${staying(ended, wanted, 'stay')}; no new attempt of ${them(ended)} starts.`)
  return found.map((rig) => ({ ...rig, apiVersion, kind: 'Rig' }))
}

/** Their branches stay, but none of them can be retried without it. */
function confirmRigDeletion(context: Context, ended: readonly Polecat[], names: readonly string[]): Promise<boolean> {
  const facts = `${staying(ended, names, 'would stay')}; without ${them(names)} no new attempt of ${them(ended)} starts`
  return confirm(context, `${facts}. Delete ${rigsNamed(names)}?`, {
    kind: 'work-unsaved',
    message: `nothing was deleted: ${facts}`,
    problems: listed(ended),
    hints: [
      ...names.map((name) => `Remove them first with: gastown clean finished --rig ${name}`),
      `Delete ${them(names)} anyway with: gastown rig delete ${names.join(' ')} --yes`,
    ],
  })
}

/** Such as `2 finished polecats of rig athena stay`. */
function staying(ended: readonly Polecat[], names: readonly string[], verb: 'stay' | 'would stay'): string {
  const shown = verb === 'stay' && ended.length === 1 ? 'stays' : verb
  return `${count(ended.length, 'finished polecat')} of ${rigsNamed(names)} ${shown}`
}

const mostNamed = 10

function refuseWhileInUse(own: readonly Polecat[], names: readonly string[]): void {
  const open = own.filter(({ status }) => !isFinished(status?.phase))
  if (open.length === 0) return
  const some = open.slice(0, mostNamed)
  const rest = open.length - some.length
  const verb = open.length === 1 ? 'has' : 'have'
  throw new GastownError(
    'work-unsaved',
    `${count(open.length, 'polecat')} of ${rigsNamed(names)} ${verb} not finished`,
    {
      problems: listed(open),
      hints: [
        `Terminate them first with: gastown terminate ${some.map(({ metadata }) => metadata.name).join(' ')}${rest > 0 ? ' …' : ''}`,
        'Delete anyway with --force.',
      ],
    },
  )
}

/** As many as can be read at once, and how many more. */
function listed(all: readonly Polecat[]): Problem[] {
  const rest = all.length - mostNamed
  const named = all.slice(0, mostNamed).map(({ metadata, status }) => ({
    field: metadata.name ?? '',
    message: `is ${status?.phase ?? 'Pending'}`,
  }))
  return rest > 0 ? [...named, { field: 'and', message: `${rest} more; see them with: gastown list -A` }] : named
}

function rigsNamed(names: readonly string[]): string {
  return names.length === 1 ? `rig ${names[0]}` : `rigs ${names.join(', ')}`
}

function them(some: readonly unknown[]): string {
  return some.length === 1 ? 'it' : 'them'
}

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`
}
