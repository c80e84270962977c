import type { LocalState } from '../runtime.ts'

/** Local mode, for people. */
export function localLines(state: LocalState): string[] {
  const fields: readonly (readonly [string, string | undefined])[] = [
    ['running', running(state)],
    ['server', state.server],
    ['kubeconfig', state.kubeconfig],
    ['data', state.dataFolder],
    ['since', state.since],
    ['ending', state.ending && `since ${state.ending}, after saving what is running`],
    ['left', state.leftPods && `${state.leftPods.join(', ')} keep running; the next start takes them over`],
    ['sandbox', sandbox(state)],
    ['limits', limits(state)],
    ...(state.stayedFolders ?? []).map(
      (folder) => ['stays', `${folder}, of a pod that is gone; see: gastown clean orphans -A`] as const,
    ),
  ]
  return fields.flatMap(([label, value]) => (value === undefined ? [] : [`${`${label}:`.padEnd(12)}${value}`]))
}

function running({ running, changing, pid }: LocalState): string {
  const process = pid === undefined ? '' : `, process ${pid}`
  if (running) return `yes${process}`
  return changing === true ? `no${process} is starting or stopping` : 'no'
}

function sandbox({ sandboxed, why, unfiltered, unsized }: LocalState): string | undefined {
  if (sandboxed === undefined) return undefined
  if (!sandboxed) return `none${why === undefined ? '' : `: ${why}`}`
  const parts = [
    'agents run in one',
    ...(unfiltered === undefined ? [] : [`without a system call filter: ${unfiltered}`]),
    ...(unsized === undefined ? [] : [`without a size limit of its /dev/shm: ${unsized}`]),
  ]
  return parts.join(', ')
}

/** What stops an agent that takes too much, and what does not. */
function limits({ limits: held }: LocalState): string | undefined {
  if (held === undefined) return undefined
  const { kept, open } = limitNames(held)
  if (open.length === 0) return `${list(kept)} of each agent`
  const shared = held.processes === 'user' ? 'processes are counted for all of yours together' : undefined
  const parts = [
    kept.length === 0 ? 'none of each agent' : `${list(kept)} of each agent`,
    `not ${list(open)}${held.why === undefined ? '' : ` (${held.why})`}`,
    ...(shared === undefined ? [] : [shared]),
  ]
  return parts.join('; ')
}

/** Which hold for each agent, and which do not. */
export function limitNames({ memory, processes, cpu, disk }: NonNullable<LocalState['limits']>) {
  const named = [
    ['memory', memory],
    ['processes', processes === 'run'],
    ['CPU', cpu],
    ['disk', disk],
  ] as const
  return {
    kept: named.filter(([, holds]) => holds).map(([name]) => name),
    open: named.filter(([, holds]) => !holds).map(([name]) => name),
  }
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
