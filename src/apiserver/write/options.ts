/** The query parameters of writes. */
import { invalidObject } from '../failure.ts'
import { isTrue } from '../http/flag.ts'
import { forbiddenField, notSupported, required, tooLong, type FieldProblem } from '../problem.ts'

export interface WriteOptions {
  readonly dryRun: boolean
  readonly fieldValidation: 'Strict' | 'Warn' | 'Ignore'
  readonly fieldManager: string
  readonly force: boolean
}

export function writeOptions(
  query: URLSearchParams,
  kind: 'CreateOptions' | 'UpdateOptions' | 'PatchOptions',
): WriteOptions {
  const words = { group: 'meta.k8s.io', kind }
  const validation = query.get('fieldValidation') || 'Warn'
  if (validation !== 'Strict' && validation !== 'Warn' && validation !== 'Ignore') {
    throw invalidObject(words, '', [notSupported('fieldValidation', validation, ['', 'Ignore', 'Strict', 'Warn'])])
  }
  const fieldManager = query.get('fieldManager') ?? ''
  const problems = managerProblems(fieldManager)
  if (problems.length > 0) throw invalidObject(words, '', problems)
  return {
    dryRun: isDryRun(query, kind),
    fieldValidation: validation,
    fieldManager,
    force: isTrue(query.get('force')),
  }
}

const maxManagerBytes = 128

function managerProblems(manager: string): FieldProblem[] {
  if (Buffer.byteLength(manager) > maxManagerBytes) return [tooLong('fieldManager', maxManagerBytes)]
  const position = [...manager].findIndex((character) => /\p{C}/u.test(character))
  if (position < 0) return []
  const code = manager.codePointAt(position) ?? 0
  const shown = `"${manager.replaceAll(/\p{C}/gu, (found) => `\\x${found.charCodeAt(0).toString(16).padStart(2, '0')}`)}"`
  const point = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
  const message = `Invalid value: ${shown}: invalid character ${point} (at position ${position})`
  return [{ reason: 'FieldValueInvalid', message, field: 'fieldManager' }]
}

/** `force` belongs to apply alone. */
export function forbidForce(query: URLSearchParams): void {
  if (!query.has('force')) return
  const problem = forbiddenField('force', 'may not be specified for non-apply patch')
  throw invalidObject({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [problem])
}

export function isDryRun(query: URLSearchParams, kind: string): boolean {
  const wanted = query.getAll('dryRun')
  if (wanted.some((value) => value !== 'All')) {
    throw invalidObject({ group: 'meta.k8s.io', kind }, '', [notSupported('dryRun', wanted, ['All'])])
  }
  return wanted.length > 0
}

export function requireFieldManager(options: WriteOptions): void {
  if (options.fieldManager !== '') return
  const problem = required('fieldManager', 'is required for apply patch')
  throw invalidObject({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [problem])
}
