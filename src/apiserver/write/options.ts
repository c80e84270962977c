/** The query parameters of writes. */
import { invalidObject } from '../failure.ts'
import { isTrue } from '../http/flag.ts'
import { notSupported, required } from '../problem.ts'

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
  return {
    dryRun: isDryRun(query, kind),
    fieldValidation: validation,
    fieldManager,
    force: isTrue(query.get('force')),
  }
}

export function isDryRun(query: URLSearchParams, kind: string): boolean {
  const wanted = query.getAll('dryRun').filter((value) => value !== '')
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
