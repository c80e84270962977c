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
  const {
    seq,
    series,
    nonce,
    final,
    tip,
    tipForBranch,
    uncommitted,
    others,
    worktrees,
    submodules,
    embedded,
    secrets,
    leftOut,
    kept,
    notes,
  } = value as Record<string, unknown>
  return (
    Number.isSafeInteger(seq) &&
    Number(seq) >= 1 &&
    (series === undefined || typeof series === 'string') &&
    (nonce === undefined || typeof nonce === 'string') &&
    typeof final === 'boolean' &&
    isSha(tip) &&
    typeof tipForBranch === 'boolean' &&
    (uncommitted === undefined || isSha(uncommitted)) &&
    isListOf(others, isSha) &&
    (worktrees === undefined || isListOf(worktrees, isNamedCommit)) &&
    (submodules === undefined || isListOf(submodules, isSha)) &&
    (embedded === undefined || isListOf(embedded, isPlacedCommit)) &&
    (secrets === undefined || isListOf(secrets, isText)) &&
    isListOf(leftOut, isText) &&
    (kept === undefined || isListOf(kept, isText)) &&
    isListOf(notes, isText)
  )
}

function isSha(value: unknown): boolean {
  return typeof value === 'string' && sha.test(value)
}

function isNamedCommit(value: unknown): boolean {
  const { name, commit } = (value ?? {}) as Record<string, unknown>
  return typeof name === 'string' && /^[0-9a-f]{12}$/.test(name) && isSha(commit)
}

function isPlacedCommit(value: unknown): boolean {
  const { place, commit } = (value ?? {}) as Record<string, unknown>
  return isText(place) && isSha(commit)
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function isListOf(value: unknown, is: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(is)
}
