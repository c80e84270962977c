/** One thing that is wrong with an object, in the words of Kubernetes. */
export interface FieldProblem {
  readonly reason:
    | 'FieldValueRequired'
    | 'FieldValueInvalid'
    | 'FieldValueTypeInvalid'
    | 'FieldValueNotSupported'
    | 'FieldValueDuplicate'
    | 'FieldValueForbidden'
    | 'FieldValueNotFound'
    | 'FieldValueTooLong'
    | 'FieldValueTooMany'
  readonly message: string
  readonly field: string
}

export function required(field: string, detail = ''): FieldProblem {
  return { reason: 'FieldValueRequired', message: detail ? `Required value: ${detail}` : 'Required value', field }
}

export function invalidValue(field: string, value: unknown, detail: string): FieldProblem {
  return { reason: 'FieldValueInvalid', message: `Invalid value: ${words(value)}: ${detail}`, field }
}

export function wrongType(field: string, found: unknown, detail: string): FieldProblem {
  return { reason: 'FieldValueTypeInvalid', message: `Invalid value: ${words(found)}: ${detail}`, field }
}

export function notSupported(field: string, value: unknown, supported: readonly unknown[]): FieldProblem {
  const list = supported.map(words).join(', ')
  return {
    reason: 'FieldValueNotSupported',
    message: `Unsupported value: ${words(value)}: supported values: ${list}`,
    field,
  }
}

export function duplicate(field: string, value: unknown): FieldProblem {
  return { reason: 'FieldValueDuplicate', message: `Duplicate value: ${words(value)}`, field }
}

export function forbiddenField(field: string, detail: string): FieldProblem {
  return { reason: 'FieldValueForbidden', message: `Forbidden: ${detail}`, field }
}

export function unknownReference(field: string, value: unknown): FieldProblem {
  return { reason: 'FieldValueNotFound', message: `Not found: ${words(value)}`, field }
}

export function tooLong(field: string, max: number): FieldProblem {
  return { reason: 'FieldValueTooLong', message: `Too long: may not be more than ${max} bytes`, field }
}

export function tooMany(field: string, found: number, max: number): FieldProblem {
  return { reason: 'FieldValueTooMany', message: `Too many: ${found}: must have at most ${max} items`, field }
}

function words(value: unknown): string {
  return JSON.stringify(value) ?? 'null'
}
