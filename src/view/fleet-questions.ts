/** What is asked before something is done to a polecat. */
import { cost } from '../output/polecat/polecat-table.ts'
import { canEnd, retryOf, stageOf, standing, terminateWords } from '../output/polecat/verb-words.ts'
import type { Polecat } from '../polecat/schema.ts'
import { cells, fit } from '../terminal.ts'
import type { Target } from './fleet-view.ts'

export type PolecatAction = 'terminate' | 'retry'

/** An act that waits for a yes. It is about this polecat as it stood then, and no other. */
export interface Question extends Target {
  readonly act: PolecatAction
  /** Sentences, of which the last ones are left out where there is no room. */
  readonly words: readonly string[]
  /** How the polecat stood. */
  readonly standing: string
}

/** The question, or why there is none. */
export function questionOf(act: PolecatAction, polecat: Polecat): Question | { readonly refused: string } {
  const name = polecat.metadata.name ?? ''
  const words = act === 'terminate' ? terminateQuestion(polecat) : retryQuestion(polecat)
  if (typeof words === 'string') return { refused: words }
  const preconditions = { uid: polecat.metadata.uid, attempt: polecat.status?.attempt }
  return { act, name, preconditions, words: [`${capital(act)} ${name}?`, ...words], standing: standingKey(polecat) }
}

/** Changes with everything that an answer depends on, and with nothing that changes all the time. */
export function standingKey(polecat: Polecat): string {
  const { metadata, spec, status } = polecat
  return [metadata.uid, standing(polecat), stageOf(polecat), status?.attempt, spec.attempt].join(' ')
}

/** As much of it as there is room for; how it is answered always. */
export function questionLine({ words }: Question, width: number): string {
  const end = ' y/N'
  let line = fit(words[0] ?? '', Math.max(1, width - end.length))
  for (const sentence of words.slice(1)) {
    if (cells(line) + 1 + cells(sentence) + end.length > width) break
    line += ` ${sentence}`
  }
  return fit(line + end, width)
}

function terminateQuestion(polecat: Polecat): readonly string[] | string {
  if (!canEnd(polecat)) return `${polecat.metadata.name} ${terminateWords(polecat)}`
  const held = polecat.status?.result?.rescueRefs?.[0]
  switch (stageOf(polecat)) {
    case 'waiting':
      return ['Nothing of it is running.']
    case 'held':
      return [`Its held commits stay${held === undefined ? '' : ` at ${held}`}.`]
    default:
      return ['Its work is saved first.']
  }
}

function retryQuestion(polecat: Polecat): readonly string[] | string {
  const name = polecat.metadata.name ?? ''
  const retry = retryOf(polecat)
  if ('refused' in retry) return `${name} ${retry.refused}${retry.isRunning ? '; t terminates it' : ''}`
  if (retry.isAsked) return `${name}: ${retry.words}`
  const { usage, phase } = polecat.status ?? {}
  const costs =
    usage?.costUSD === undefined ? 'The cost of the last attempt is unknown.' : `The last cost ${cost(usage.costUSD)}.`
  const replaces =
    phase === 'Done' ? `Attempt ${retry.attempt} replaces that outcome.` : `Attempt ${retry.attempt} is queued.`
  return [`It is ${standing(polecat)}.`, replaces, costs]
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1)
}
