import { expect, test } from 'vitest'
import { deleteOptions } from '../../../src/apiserver/write/delete-options.ts'
import { forbidForce, requireFieldManager, writeOptions } from '../../../src/apiserver/write/options.ts'

const write = (query: string) => writeOptions(new URLSearchParams(query), 'PatchOptions')
const remove = (body: unknown, query = '') => deleteOptions(body, new URLSearchParams(query))

test.each([
  ['', {}],
  ['dryRun=All', { dryRun: true }],
  ['dryRun=All&dryRun=All', { dryRun: true }],
  ['fieldValidation=', {}],
  ['fieldValidation=Strict', { fieldValidation: 'Strict' }],
  ['fieldManager=kubectl%20edit&force=true', { fieldManager: 'kubectl edit', force: true }],
  [`fieldManager=${'a'.repeat(128)}`, { fieldManager: 'a'.repeat(128) }],
])('a write with %j', (query, options) => {
  expect(write(query)).toEqual({ dryRun: false, fieldValidation: 'Warn', fieldManager: '', force: false, ...options })
})

test.each([
  ['dryRun=', 'dryRun: Unsupported value: [""]: supported values: "All"'],
  ['dryRun=true', 'dryRun: Unsupported value: ["true"]: supported values: "All"'],
  ['dryRun=All&dryRun=x', 'dryRun: Unsupported value: ["All","x"]'],
  ['fieldValidation=strict', 'fieldValidation: Unsupported value: "strict"'],
  [`fieldManager=${'a'.repeat(129)}`, 'fieldManager: Too long: may not be more than 128 bytes'],
  // Bytes, not characters.
  [`fieldManager=${'ä'.repeat(65)}`, 'fieldManager: Too long: may not be more than 128 bytes'],
  ['fieldManager=a%0Ab', 'fieldManager: Invalid value: "a\\x0ab": invalid character U+000A (at position 1)'],
])('a write with %s is refused', (query, words) => {
  expect(() => write(query)).toThrow(`PatchOptions.meta.k8s.io "" is invalid: ${words}`)
})

test('force belongs to apply, and so does a field manager', () => {
  expect(() => forbidForce(new URLSearchParams('force=false'))).toThrow('force: Forbidden: may not be specified')
  expect(() => forbidForce(new URLSearchParams())).not.toThrow()
  expect(() => requireFieldManager(write(''))).toThrow('fieldManager: Required value: is required for apply patch')
  expect(() => requireFieldManager(write('fieldManager=a'))).not.toThrow()
})

test.each<[unknown, string, object]>([
  [undefined, '', {}],
  [{}, '', {}],
  [{ kind: 'DeleteOptions', gracePeriodSeconds: 0 }, '', { graceSeconds: 0 }],
  [{ gracePeriodSeconds: 5 }, 'gracePeriodSeconds=9', { graceSeconds: 5 }],
  [{ gracePeriodSeconds: null }, 'gracePeriodSeconds=9', { graceSeconds: 9 }],
  [undefined, 'gracePeriodSeconds=-1', { graceSeconds: -1 }],
  [{ preconditions: { uid: 'u', resourceVersion: '7' } }, '', { uid: 'u', resourceVersion: '7' }],
  [{ preconditions: { uid: '' } }, '', {}],
  [{ dryRun: ['All'] }, '', { dryRun: true }],
  [{}, 'dryRun=All', { dryRun: true }],
  [{ propagationPolicy: 'Foreground' }, '', {}],
  [{ orphanDependents: true }, '', {}],
])('a deletion with %j and %j', (body, query, options) => {
  expect(remove(body, query)).toEqual({ dryRun: false, ...options })
})

test.each<[unknown, string, string]>([
  [{ kind: 'Pod', apiVersion: 'v1' }, '', 'no kind "Pod" is registered for version "v1"'],
  [{ gracePeriodSeconds: 1.5 }, '', 'strconv.ParseInt: parsing 1.5: invalid syntax'],
  [{ gracePeriodSeconds: true }, '', 'strconv.ParseInt: parsing true: invalid syntax'],
  [{ gracePeriodSeconds: [] }, '', 'strconv.ParseInt: parsing []: invalid syntax'],
  [undefined, 'gracePeriodSeconds=soon', 'strconv.ParseInt: parsing "soon": invalid syntax'],
  // Nothing is not 0, which ends a pod at once.
  [undefined, 'gracePeriodSeconds=', 'strconv.ParseInt: parsing "": invalid syntax'],
  [undefined, 'gracePeriodSeconds=0x10', 'strconv.ParseInt: parsing "0x10": invalid syntax'],
  [{ propagationPolicy: 'Later' }, '', 'propagationPolicy: Unsupported value: "Later": supported values: "Foreground"'],
  [undefined, 'propagationPolicy=Later', 'propagationPolicy: Unsupported value: "Later"'],
  [
    { propagationPolicy: 'Orphan', orphanDependents: false },
    '',
    'orphanDependents and deletionPropagation cannot be both set',
  ],
  [{}, 'dryRun=Some', 'DeleteOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["Some"]'],
])('a deletion with %j and %j is refused', (body, query, words) => {
  expect(() => remove(body, query)).toThrow(words)
})
