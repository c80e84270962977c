import { phases, reasonNames } from '../../outcome/reasons.ts'
import type { ListedPolecat } from '../../polecat/columns.ts'
import { lastActivity } from '../../polecat/progress.ts'
import { workBranchOf } from '../../polecat/work-branch.ts'
import type { Style, Terminal } from '../../terminal.ts'
import { showTime } from '../age.ts'
import { tableLines, type Column } from '../table.ts'

export interface TableStyle {
  readonly terminal: Terminal
  now(): number
  readonly wide?: boolean
}

/** Polecats as lines of a table. */
export function polecatTable(polecats: readonly ListedPolecat[], style: TableStyle): string[] {
  return tableLines(polecatColumns(style), polecats, widthFor(style))
}

/** Who asks for more wants it whole, even on lines that a terminal breaks. */
export function widthFor({ terminal, wide = false }: TableStyle): number | undefined {
  return wide ? undefined : terminal.width
}

export function polecatColumns({ terminal, now, wide = false }: TableStyle): Column<ListedPolecat>[] {
  const time = (at: string | undefined) => showTime(at, { relative: terminal.isTerminal, now: now() })
  const longest = terminal.isTerminal ? '59m ago'.length : '2026-01-01T00:00:00Z'.length
  const columns: Column<ListedPolecat>[] = [
    { title: 'NAME', value: ({ metadata }) => metadata.name ?? '' },
    {
      title: 'PHASE',
      value: phaseOf,
      longest: longestOf(phases),
      paint: (polecat, text) => terminal.paint(phaseStyles[phaseOf(polecat)] ?? 'dim', text),
    },
    { title: 'REASON', value: ({ status }) => status?.reason ?? '', longest: longestOf(reasonNames) },
    { title: 'RIG', value: ({ spec }) => spec.rig },
    { title: 'AGENT', value: ({ spec, status }) => status?.agent ?? spec.agent ?? '' },
    { title: 'ACTIVITY', value: ({ status }) => time(lastActivity(status)), longest },
    { title: 'AGE', value: ({ metadata }) => time(metadata.creationTimestamp), longest },
    { title: 'BRANCH', value: branchOf, elastic: true },
  ]
  const further: Column<ListedPolecat>[] = [
    { title: 'ATTEMPT', value: ({ status }) => String(status?.attempt ?? '') },
    { title: 'SAVED', value: ({ status }) => status?.result?.saved ?? '' },
    { title: 'COMMIT', value: ({ status }) => short(status?.result?.commit, terminal) },
    { title: 'SANDBOXED', value: ({ status }) => yesOrNo(status?.sandboxed) },
    { title: 'COST', value: ({ status }) => cost(status?.usage?.costUSD) },
    { title: 'MODEL', value: ({ spec, status }) => status?.agentModel ?? spec.agentConfig?.model ?? '', elastic: true },
    { title: 'POD', value: ({ status }) => status?.podName ?? '', elastic: true },
    { title: 'MESSAGE', value: ({ status }) => status?.message ?? '', elastic: true },
  ]
  return wide ? [...columns, ...further] : columns
}

export const phaseStyles: Readonly<Record<string, Style>> = {
  Done: 'green',
  Failed: 'red',
  Stuck: 'yellow',
  Working: 'cyan',
  Terminated: 'magenta',
}

/** Before the operator has seen it, it has no phase. */
export function phaseOf({ metadata, status }: ListedPolecat): string {
  return metadata.deletionTimestamp === undefined ? (status?.phase ?? 'Pending') : 'Deleting'
}

export function branchOf({ metadata, spec, status }: ListedPolecat): string {
  return status?.branch ?? workBranchOf(spec.kubernetes, metadata.name)
}

/** Unknown cost is unknown, never $0. */
export function cost(dollars: number | undefined): string {
  return dollars === undefined ? 'unknown' : `$${dollars.toFixed(2)}`
}

/** Nobody knows it of pods on a cluster, and before there is one. */
export function yesOrNo(fact: boolean | undefined): string {
  return fact === undefined ? '' : fact ? 'yes' : 'no'
}

function longestOf(words: readonly string[]): number {
  return Math.max(...words.map((word) => word.length))
}

function short(commit: string | undefined, terminal: Terminal): string {
  return (terminal.isTerminal ? commit?.slice(0, 12) : commit) ?? ''
}
