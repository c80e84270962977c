import { isFinished } from '../../outcome/reasons.ts'
import { agentStarted } from '../../polecat/agent-started.ts'
import type { Polecat } from '../../polecat/schema.ts'
import { isHeld } from '../../polecat/unsaved.ts'
import type { Terminal } from '../../terminal.ts'
import { preciseSpan } from '../age.ts'
import { queuedWords, stageOf } from './verb-words.ts'
import { branchOf, phaseOf, phaseStyles } from './polecat-table.ts'
import { sanitizeForTerminal } from '../../text/sanitize.ts'

/** How a polecat ended, or stands, and what its user may do next, in commands that are `placed`. */
export function outcomeLines(polecat: Polecat, terminal: Terminal, placed: (words: string) => string): string[] {
  const { metadata, status } = polecat
  const phase = phaseOf(polecat)
  const name = metadata.name ?? ''
  const reason = status?.reason === undefined || status.reason === phase ? '' : ` (${status.reason})`
  const lines = [`${terminal.paint('bold', name)}: ${terminal.paint(phaseStyles[phase] ?? 'dim', phase)}${reason}`]
  const add = (label: string, value: string | undefined) => {
    if (value !== undefined && value !== '') lines.push(`  ${label.padEnd(8)} ${value}`)
  }
  const message = messageOfStage(polecat)
  add('message', message && sanitizeForTerminal(placed(message), { multiline: true }).replaceAll('\n', '\n           '))
  const { result } = status ?? {}
  if (result?.commit !== undefined) {
    add('branch', sanitizeForTerminal(branchOf(polecat)))
    add('commit', sanitizeForTerminal(result.commit))
  }
  add('changes', changes(polecat))
  for (const ref of result?.rescueRefs ?? []) add('rescued', sanitizeForTerminal(ref))
  for (const item of result?.leftOut ?? []) add('left out', sanitizeForTerminal(item))
  add('took', took(polecat))
  for (const command of nextCommands(polecat)) add('next', terminal.paint('dim', placed(command)))
  return lines
}

/** Commits and diff stat, as far as they are known. */
export function changes({ status }: Polecat): string | undefined {
  const { commits, filesChanged, insertions = 0, deletions = 0 } = status?.result ?? {}
  if (commits === undefined || filesChanged === undefined || commits + filesChanged === 0) return undefined
  return `${count(commits, 'commit')}, ${count(filesChanged, 'file')}, +${insertions} -${deletions}`
}

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`
}

/** What it tells of itself, unless that is about an attempt that another one follows, or nobody has told it yet. */
function messageOfStage(polecat: Polecat): string | undefined {
  const { status } = polecat
  return queuedWords(polecat) ?? status?.message ?? (status?.phase === undefined ? 'waits for the operator' : undefined)
}

/** Whether the polecat waits for an attempt, so that what is known of the last one is not its status. */
function isToCome(polecat: Polecat): boolean {
  if (queuedWords(polecat) !== undefined) return true
  return stageOf(polecat) === 'waiting' && !isFinished(polecat.status?.phase)
}

/** How long the attempt took; of the last one where the next is waited for, that is not told. */
function took(polecat: Polecat): string | undefined {
  const { status } = polecat
  if (isToCome(polecat)) return undefined
  const seconds = (Date.parse(status?.finishedAt ?? '') - Date.parse(status?.startedAt ?? '')) / 1000
  return Number.isNaN(seconds) ? undefined : preciseSpan(seconds)
}

function nextCommands(polecat: Polecat): string[] {
  const name = polecat.metadata.name ?? ''
  const phase = polecat.status?.phase
  if (stageOf(polecat) === 'deleting') return []
  if (isToCome(polecat)) return [`gastown status ${name}`]
  if (phase === 'Done') return [`git fetch origin ${sanitizeForTerminal(branchOf(polecat))}`]
  // What CI would run with the repository's secrets is looked at first.
  if (isHeld(polecat)) return [`gastown diff ${name}`, `gastown release ${name}`]
  if (!isFinished(phase)) return [`gastown status ${name}`, `gastown logs ${name} -f`]
  const fetch = polecat.status?.result?.rescueRefs?.[0]
  return [
    ...(fetch === undefined ? [] : [`git fetch origin ${sanitizeForTerminal(fetch)}`]),
    ...logsCommand(polecat),
    ...(polecat.status?.reason === 'InvalidSpec' ? mendSpec(name) : [`gastown retry ${name}`]),
  ]
}

/** Another attempt at the same spec would end in the same way. */
function mendSpec(name: string): string[] {
  return [`gastown describe ${name}`, `gastown delete ${name} && gastown create ${name} …`]
}

/** Command for the log of what ran last; without a pod there is none. */
function logsCommand(polecat: Polecat): string[] {
  const { metadata, status } = polecat
  if (status?.podUID === undefined) return []
  return [`gastown logs ${metadata.name}${agentStarted(polecat) ? '' : ' -c git-clone'}`]
}
