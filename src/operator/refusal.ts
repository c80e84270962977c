import { isKind, messageOf } from '../errors.ts'
import type { Refusal } from './plan/observed.ts'

/** The refusal to create a pod; undefined for an error that says nothing about the pod. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (!isKind(error, 'denied', 'invalid', 'not-found')) return undefined
  const cause = error.cause === undefined ? '' : messageOf(error.cause)
  const message = cause.includes(error.message) || cause === '' ? cause || error.message : `${error.message}: ${cause}`
  if (/exceeded quota/i.test(message)) return { kind: 'quota', message, problems: [] }
  return { kind: error.kind === 'invalid' ? 'invalid' : 'forbidden', message, problems: error.problems }
}
