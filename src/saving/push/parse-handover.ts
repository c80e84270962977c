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
  return Object.entries(fields).every(([field, fits]) => fits((value as Record<string, unknown>)[field]))
}

const fields: { readonly [Field in keyof Required<Handover>]: (value: unknown) => boolean } = {
  seq: (value) => Number.isSafeInteger(value) && Number(value) >= 1,
  series: optional(isText),
  nonce: optional(isText),
  final: isYesOrNo,
  tip: isSha,
  tipForBranch: isYesOrNo,
  uncommitted: optional(isSha),
  others: listOf(isSha),
  worktrees: optional(listOf(isNamedCommit)),
  submodules: optional(listOf(isSha)),
  embedded: optional(listOf(isPlacedCommit)),
  secrets: optional(listOf(isText)),
  leftOut: listOf(isText),
  kept: optional(listOf(isText)),
  notes: listOf(isText),
}

function optional(fits: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => value === undefined || fits(value)
}

function listOf(fits: (one: unknown) => boolean): (value: unknown) => boolean {
  return (value) => Array.isArray(value) && value.every(fits)
}

function isYesOrNo(value: unknown): boolean {
  return typeof value === 'boolean'
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
