import { isFinished } from '../../outcome/reasons.ts'
import { currentStep, deadlineAhead, lastActivity } from '../../polecat/progress.ts'
import type { Polecat } from '../../polecat/schema.ts'
import type { Terminal } from '../../terminal.ts'
import { showTime } from '../age.ts'
import { changes } from './outcome-lines.ts'
import { branchOf, cost, phaseOf, phaseStyles, yesOrNo } from './polecat-table.ts'
import { sanitizeForTerminal } from '../../text/sanitize.ts'

/** An Event, as far as it is shown. */
export interface ShownEvent {
  readonly time: string
  readonly type: string
  readonly reason: string
  readonly message: string
}

type Field = readonly [label: string, value: string | number | undefined, paint?: (text: string) => string]

interface Telling {
  readonly terminal: Terminal
  readonly now: number
  /** Nobody brings the status up to date. */
  readonly isOld?: boolean
  /** Gives words with commands that look where the one looks that tells. */
  placed(words: string): string
}

/** Everything about one polecat, for people. */
export function describeLines(
  polecat: Polecat,
  events: readonly ShownEvent[],
  { terminal, now, isOld = false, placed }: Telling,
): string[] {
  const { metadata, spec, status } = polecat
  const time = (at: string | undefined) => at && showTime(at, { relative: terminal.isTerminal, now })
  const phase = phaseOf(polecat)
  const { result, usage } = status ?? {}
  return [
    ...section('', [
      ['Name', metadata.name],
      ['Namespace', metadata.namespace],
      [
        'Phase',
        isOld && !isFinished(status?.phase) ? `${phase} (may be old: no operator works)` : phase,
        (text) => terminal.paint(phaseStyles[phase] ?? 'dim', text),
      ],
      ['Reason', status?.reason],
      ['Message', status?.message && placed(status.message)],
      ['Wanted', spec.desiredState],
      ['Attempt', status?.attempt === undefined ? undefined : `${status.attempt} (wanted ${spec.attempt ?? 1})`],
      ['Created', time(metadata.creationTimestamp)],
      ['Started', time(status?.startedAt)],
      ['Finished', time(status?.finishedAt)],
      ['Deadline', time(deadlineAhead(status))],
      ['Activity', time(lastActivity(status))],
    ]),
    ...section('Work', [
      ['Rig', spec.rig],
      ['Bead', spec.beadID],
      ['Repository', spec.kubernetes.gitRepository],
      ['Base', status?.baseBranch ?? spec.kubernetes.gitBranch],
      ['Base commit', status?.baseCommit],
      ['Started from', status?.startCommit === status?.baseCommit ? undefined : status?.startCommit],
      ['Branch', branchOf(polecat)],
      ['Saved', result?.saved],
      ['Commit', result?.commit],
      ['Changes', changes(polecat)],
      ['Verified', time(result?.remoteVerifiedAt)],
      ...(result?.rescueRefs ?? []).map((ref): Field => ['Rescued', ref]),
      ...(result?.leftOut ?? []).map((item): Field => ['Left out', item]),
      ...(status?.unsaved ?? []).map(({ attempt, podName, message }): Field => [
        'Unsaved',
        `attempt ${attempt} (pod ${podName}): ${message}`,
      ]),
    ]),
    ...section('Agent', [
      ['Agent', status?.agent ?? spec.agent],
      ['Model', status?.agentModel ?? spec.agentConfig?.model],
      ['Image', status?.agentImage ?? spec.kubernetes.image],
      ['Pod', status?.podName],
      ['Sandboxed', yesOrNo(status?.sandboxed) || undefined],
      ['Turns', usage?.turns],
      ['Tokens', usage && `${usage.inputTokens ?? 'unknown'} in, ${usage.outputTokens ?? 'unknown'} out`],
      ['Cost', usage && cost(usage.costUSD)],
    ]),
    ...section('Steps', [
      ...(status?.phases ?? []).map(({ name, seconds }): Field => [name, `${seconds.toFixed(1)}s`]),
      [currentStep(status) ?? '', currentStep(status) && '…'],
    ]),
    ...section(
      'Conditions',
      (status?.conditions ?? []).map(({ type, status: holds, reason, message }): Field => [
        type,
        `${holds} ${reason}${message ? `: ${message}` : ''}`,
      ]),
    ),
    ...section(
      'Events',
      events.map((event): Field => [time(event.time) ?? '', `${event.type} ${event.reason}: ${event.message}`]),
    ),
    'Task',
    ...sanitizeForTerminal(spec.taskDescription, { multiline: true })
      .split('\n')
      .map((line) => `  ${line}`),
  ]
}

function section(title: string, fields: readonly Field[]): string[] {
  const known = fields.filter(([, value]) => value !== undefined && value !== '')
  if (known.length === 0) return []
  const width = Math.max(...known.map(([label]) => label.length)) + 1
  const indent = title === '' ? '' : '  '
  const lines = known.map(
    ([label, value, paint]) =>
      `${indent}${`${sanitizeForTerminal(label)}${title === 'Events' ? '' : ':'}`.padEnd(width)}  ${(paint ?? String)(sanitizeForTerminal(oneLine(value)))}`,
  )
  return title === '' ? [...lines, ''] : [title, ...lines, '']
}

function oneLine(value: string | number | undefined): string {
  return String(value ?? '').replaceAll(/(?<!\s)\s*\n\s*/g, ' ')
}
