import type { Operator } from '../installed/operator-lease.ts'

interface Place {
  readonly namespace: string
  /** Whether people read it, who get a time of today as one of their clock; a program gets RFC 3339. */
  readonly isTerminal: boolean
  readonly now: number
}

export interface OperatorTrouble {
  readonly what: string
  readonly remedy: string
}

/** What is to be said of an operator that does not work; undefined of one that does. */
export function operatorTrouble(
  operator: Operator,
  { namespace, isTerminal, now }: Place,
): OperatorTrouble | undefined {
  switch (operator.state) {
    case 'works':
      return undefined
    case 'none':
      return { what: `No operator runs in ${namespace}`, remedy: 'install one with: gastown install' }
    case 'away': {
      const since = isTerminal ? clockTime(operator.since, now) : operator.since.replace(/\.\d+(?=Z$)/, '')
      return {
        what: `No operator has worked in ${namespace} since ${since}, statuses may be old`,
        remedy: `see its pods with: kubectl get pods -n ${namespace}`,
      }
    }
  }
}

/** In one line; undefined: one works now. */
export function operatorLine(trouble: OperatorTrouble | undefined): string {
  return trouble === undefined ? 'An operator works now.' : `${trouble.what}; ${trouble.remedy}`
}

/** Such as `23:30:20`, with its date where that was not today. */
function clockTime(time: string, now: number): string {
  const at = new Date(time)
  const clock = at.toTimeString().slice(0, 8)
  return at.toDateString() === new Date(now).toDateString() ? clock : `${at.toLocaleDateString('sv')} ${clock}`
}
