/**
 * What a zod schema finds wrong, in plain words: expected, found, and the name that was probably meant. Text that was
 * found is repeated only where a short list of words was expected or the field is a name: any other may be a secret.
 */
import type { z } from 'zod'
import type { Problem } from '../../errors.ts'
import { type FieldPath, valueAt, writePath } from '../../text/field-path.ts'
import { nearName } from '../../text/near-name.ts'
import { boundsAt, knownFields, pathsOf } from './schema-fields.ts'
import { maskUnprintable } from '../../text/sanitize.ts'

export interface FieldProblem extends Problem {
  readonly path: FieldPath
}

type Schema = z.core.$ZodType
type Issue = z.core.$ZodIssue

export function fieldProblems(schema: Schema, value: unknown, issues: readonly Issue[]): FieldProblem[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => problem([...issue.path, key], unknownField(schema, issue.path, key)))
    }
    return [problem(issue.path, describe(schema, issue, valueAt(value, issue.path)))]
  })
}

function problem(path: FieldPath, message: string): FieldProblem {
  return { path, field: path.length === 0 ? 'document' : writePath(path), message }
}

function unknownField(schema: Schema, parent: FieldPath, key: string): string {
  const near = nearName(key, Object.keys(knownFields(schema, parent)))
  if (near) return `unknown field; did you mean '${near}'?`
  const [elsewhere] = pathsOf(schema, key)
  return elsewhere ? `unknown field here; did you mean '${writePath(elsewhere)}'?` : 'unknown field'
}

function describe(schema: Schema, issue: Issue, found: unknown): string {
  if (found === undefined) return `expected ${expected(issue)}; found nothing`
  switch (issue.code) {
    case 'invalid_value': {
      const near = typeof found === 'string' ? nearName(found, issue.values.map(String)) : undefined
      const shown = typeof found === 'string' ? `'${maskUnprintable(found, 60)}'` : kindOf(found)
      return `expected ${expected(issue)}; found ${shown}${near ? `. Did you mean '${near}'?` : ''}`
    }
    case 'too_small':
    case 'too_big':
      return `expected ${range(schema, issue) ?? expected(issue)}; found ${sizeOf(found)}`
    default:
      return `expected ${expected(issue)}; found ${kindOf(found)}`
  }
}

function expected(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeWords[issue.expected] ?? issue.expected
    case 'invalid_value':
      return issue.values.length === 1 ? `'${String(issue.values[0])}'` : `one of ${issue.values.join(', ')}`
    case 'too_small':
      return `at least ${issue.minimum}${unit(issue.origin, issue.minimum)}`
    case 'too_big':
      return `at most ${issue.maximum}${unit(issue.origin, issue.maximum)}`
    case 'invalid_key':
      return 'shorter names'
    default:
      return issue.message
  }
}

/** Both ends, where a number has both: whoever tried one end should not have to try the other. */
function range(schema: Schema, { path }: Issue): string | undefined {
  const unit = String(path.at(-1)).endsWith('Seconds') ? ' seconds' : ''
  const bounds = boundsAt(schema, path)
  return bounds && bounds.join(' to ') + unit
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'fields',
  record: 'fields',
  array: 'a list',
}

function unit(origin: string, count: number | bigint): string {
  const one = { string: ' character', array: ' entry' }[origin]
  if (one === undefined) return ''
  if (count === 1) return one
  return origin === 'array' ? ' entries' : `${one}s`
}

function sizeOf(found: unknown): string {
  if (typeof found === 'string' || Array.isArray(found)) return String(found.length)
  return typeof found === 'number' ? String(found) : kindOf(found)
}

/** What was found, without its text. */
function kindOf(found: unknown): string {
  if (found === null) return 'null'
  if (Array.isArray(found)) return 'a list'
  if (typeof found === 'number' || typeof found === 'boolean') return String(found)
  return typeof found === 'string' ? 'other text' : 'fields'
}
