import type { z } from 'zod'
import { type GastownError, invalid, type Problem } from '../../errors.ts'
import { type FieldPath, valueAt } from '../../text/field-path.ts'
import { type FieldProblem, fieldProblems } from './field-problems.ts'
import { ruleProblems } from './rules.ts'
import { polecat, type Polecat } from '../schema.ts'

/** Where a value comes from, for messages: a name, or a document that knows its lines. */
export type Origin = string | { readonly source: string; lineOf(path: FieldPath): number | undefined }

/** A Polecat with the schema's defaults filled in, or an error that names everything that is wrong with it. */
export function validatePolecat(value: unknown, origin?: Origin): Polecat {
  return validate({ kind: 'Polecat', schema: polecat, rules: ruleProblems, least: leastPolecat }, value, origin)
}

const leastPolecat = {
  apiVersion: 'gastown.gastown.io/v1alpha1',
  kind: 'Polecat',
  metadata: {},
  spec: { rig: 'any', taskDescription: 'any', kubernetes: { activeDeadlineSeconds: 3600 } },
}

export interface Kind<T> {
  readonly kind: string
  readonly schema: z.ZodType<T>
  /** What the schema of single fields cannot say. */
  rules(value: T): Problem[]
  /** An object with nothing but the required fields. */
  readonly least: object
}

export function validate<T>(kind: Kind<T>, value: unknown, origin?: Origin): T {
  const parsed = kind.schema.safeParse(value)
  if (parsed.success) {
    const problems = kind.rules(parsed.data)
    if (problems.length > 0) throw refusal(kind.kind, value, problems, origin)
    return parsed.data
  }
  const found = fieldProblems(kind.schema, value, parsed.error.issues)
  throw refusal(kind.kind, value, [...found, ...furtherProblems(kind, value, found)], origin)
}

/** What the rules say of the rest, so that one run tells everything: wrong fields are left out, missing ones made up. */
function furtherProblems<T>(kind: Kind<T>, value: unknown, found: readonly FieldProblem[]): Problem[] {
  const rest = structuredClone(kind.least)
  fill(rest, value, [], found)
  const parsed = kind.schema.safeParse(rest)
  if (!parsed.success) return []
  return kind.rules(parsed.data).filter(({ field }) => !found.some((known) => covers(known.field, field)))
}

function fill(target: object, from: unknown, at: FieldPath, problems: readonly FieldProblem[]): void {
  if (typeof from !== 'object' || from === null || Array.isArray(from)) return
  for (const [name, part] of Object.entries(from)) {
    const path = [...at, name]
    const inside = problems.filter((problem) => path.every((step, index) => problem.path[index] === step))
    const isObject = typeof part === 'object' && part !== null && !Array.isArray(part)
    if (inside.length > 0 && (!isObject || inside.some((problem) => problem.path.length === path.length))) continue
    const known = valueAt(target, [name])
    const next = isObject ? (typeof known === 'object' && known !== null ? known : {}) : part
    Object.defineProperty(target, name, { value: next, enumerable: true, writable: true, configurable: true })
    if (isObject) fill(next as object, part, path, problems)
  }
}

function covers(known: string, field: string): boolean {
  return field === known || field.startsWith(`${known}.`) || field.startsWith(`${known}[`)
}

function refusal(
  kind: string,
  value: unknown,
  problems: readonly (Problem & Partial<FieldProblem>)[],
  origin?: Origin,
): GastownError {
  const name = valueAt(value, ['metadata', 'name'])
  const named = typeof name === 'string' && /^[\w.-]{1,253}$/.test(name) ? `${kind} '${name}'` : `the ${kind}`
  const source = typeof origin === 'string' ? origin : origin?.source
  return invalid(
    `${named} is not valid${source ? ` (${source})` : ''}`,
    problems.map(({ field, message, path }) => {
      const line = typeof origin === 'object' ? origin.lineOf(path ?? readPath(field)) : undefined
      return { field, message: line === undefined ? message : `${message} (line ${line})` }
    }),
  )
}

function readPath(field: string): FieldPath {
  return field.split(/[.[\]]+/).flatMap((part) => (part === '' ? [] : [/^\d+$/.test(part) ? Number(part) : part]))
}
