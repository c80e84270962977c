import type { Handover } from '../handover.ts'

const sha = /^[0-9a-f]{40}$/

/** Reads what git-save wrote; undefined for anything else. By hand: a schema library would double this sidecar's size. */
export function parseHandover(text: string): Handover | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  return isHandover(value) ? value : undefined
}

function isHandover(value: unknown): value is Handover {
  if (typeof value !== 'object' || value === null) return false
  const { seq, nonce, final, tip, tipForBranch, uncommitted, others, leftOut, notes } = value as Record<string, unknown>
  return (
    Number.isSafeInteger(seq) &&
    Number(seq) >= 1 &&
    (nonce === undefined || typeof nonce === 'string') &&
    typeof final === 'boolean' &&
    isSha(tip) &&
    typeof tipForBranch === 'boolean' &&
    (uncommitted === undefined || isSha(uncommitted)) &&
    isListOf(others, isSha) &&
    isListOf(leftOut, isText) &&
    isListOf(notes, isText)
  )
}

function isSha(value: unknown): boolean {
  return typeof value === 'string' && sha.test(value)
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function isListOf(value: unknown, is: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(is)
}
