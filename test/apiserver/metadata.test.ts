import { expect, test } from 'vitest'
import {
  dataKeyProblems,
  finalizerWarnings,
  keyProblems,
  labelValueProblems,
  metadataProblems,
  nameProblems,
  newFinalizerProblems,
} from '../../src/apiserver/metadata.ts'
import type { Metadata } from '../../src/apiserver/object.ts'
import { ownerProblems } from '../../src/apiserver/owner-references.ts'

const long = (count: number) => 'a'.repeat(count)

test.each([
  ['subdomain', 'a', 0],
  ['subdomain', 'a.b-c.0', 0],
  ['subdomain', long(253), 0],
  ['subdomain', long(254), 1],
  ['subdomain', '', 1],
  ['subdomain', 'A', 1],
  ['subdomain', '-a', 1],
  ['subdomain', 'a-', 1],
  ['subdomain', 'a..b', 1],
  ['subdomain', 'a/b', 1],
  ['subdomain', 'a\n', 1],
  ['subdomain', 'ä', 1],
  ['subdomain', `${long(254)}_`, 2],
  ['label', 'a-0', 0],
  ['label', long(63), 0],
  ['label', long(64), 1],
  ['label', 'a.b', 1],
] as const)('as a %s the name %j has %i problems', (rule, name, count) => {
  const problems = nameProblems(name, rule)
  expect(problems).toHaveLength(count)
  expect(problems.every(({ field, reason }) => field === 'metadata.name' && reason === 'FieldValueInvalid')).toBe(true)
})

test('a dot in the name of a namespace is told as one', () => {
  expect(nameProblems('a.b', 'label')[0]?.message).toBe('Invalid value: "a.b": must not contain dots')
  expect(nameProblems('a_b', 'label')[0]?.message).toContain('a lowercase RFC 1123 label must consist of')
})

test.each([
  ['app', true],
  ['App_1.x', true],
  ['example.com/app', true],
  [`example.com/${long(63)}`, true],
  [`example.com/${long(64)}`, false],
  ['', false],
  ['/app', false],
  ['example.com/', false],
  ['Example.com/app', false],
  [`${long(254)}/app`, false],
  ['a/b/c', false],
  ['-app', false],
  ['app.', false],
  ['a b', false],
])('the key %j is right: %j', (key, right) => {
  const problems = keyProblems('metadata.labels', key)
  expect(problems.length === 0).toBe(right)
})

test.each([
  ['/app', ['prefix part must be non-empty']],
  ['example.com/', ['name part must be non-empty', 'name part must consist of']],
  ['a/b/c', ["with an optional DNS subdomain prefix and '/'"]],
])('all that is wrong with the key %j is told', (key, words) => {
  const problems = keyProblems('metadata.labels', key)
  expect(problems).toHaveLength(words.length)
  words.forEach((word, index) => expect(problems[index]?.message).toContain(word))
})

test.each([
  ['', 0],
  ['x', 0],
  ['X_y.z-1', 0],
  [long(63), 0],
  [long(64), 1],
  ['-', 1],
  ['a b', 1],
  [`${long(64)}!`, 2],
])('the label value %j has %i problems', (value, count) => {
  expect(labelValueProblems('metadata.labels', value)).toHaveLength(count)
})

test.each([
  ['key', undefined],
  ['.key', undefined],
  ['a..b', undefined],
  [long(253), undefined],
  [long(254), 'must be no more than 253 characters'],
  ['.', "must not be '.'"],
  ['..', "must not be '..'"],
  ['..data', "must not start with '..'"],
  ['a/b', 'a valid config key must consist of'],
  ['', 'a valid config key must consist of'],
])('the key %j of a Secret', (key, words) => {
  const problems = dataKeyProblems('data', { [key]: 'x' })
  expect(problems).toHaveLength(words === undefined ? 0 : 1)
  expect(problems[0]?.message ?? '').toContain(words ?? '')
})

test('data that is no map has no keys', () => {
  expect([undefined, null, 'text', ['a/b']].flatMap((data) => dataKeyProblems('data', data))).toEqual([])
})

const rules = { nameIs: 'subdomain', custom: false } as const
const fieldsOf = (metadata: Metadata, custom = false) =>
  metadataProblems(metadata, { ...rules, custom }).map(({ field }) => field)

test.each<[string, Metadata, string[]]>([
  ['nothing but a name', { name: 'a' }, []],
  ['no name', { labels: { '/': '' } }, ['metadata.name']],
  ['a name made from a prefix', { name: 'a-x7', generateName: 'a-' }, []],
  ['a bad prefix', { name: 'a', generateName: 'A-' }, ['metadata.generateName']],
  ['an annotation in capitals', { name: 'a', annotations: { 'Example.com/A': '' } }, []],
  [
    'a bad annotation and a bad label',
    { name: 'a', annotations: { '': '' }, labels: { a: '-' } },
    ['metadata.labels', 'metadata.annotations', 'metadata.annotations'],
  ],
  ['annotations up to the limit', { name: 'a', annotations: { a: long(262_143) } }, []],
  ['annotations above the limit', { name: 'a', annotations: { a: long(262_144) } }, ['metadata.annotations']],
  [
    'annotations whose bytes are above it',
    { name: 'a', annotations: { a: 'ä'.repeat(131_072) } },
    ['metadata.annotations'],
  ],
  ['a bare finalizer', { name: 'a', finalizers: ['x.io/a', 'bare'] }, ['metadata.finalizers[1]']],
  ['a finalizer of Kubernetes', { name: 'a', finalizers: ['orphan', 'foregroundDeletion'] }, []],
])('%s', (_title, metadata, fields) => {
  expect(fieldsOf(metadata)).toEqual(fields)
})

test('a bare finalizer of a custom resource is warned of', () => {
  const metadata = { name: 'a', finalizers: ['bare', 'orphan', 'x.io/a'] }
  expect(fieldsOf(metadata, true)).toEqual([])
  expect(finalizerWarnings(metadata, true)).toEqual([
    'metadata.finalizers: "bare": prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers',
  ])
  expect(finalizerWarnings(metadata, false)).toEqual([])
  expect(finalizerWarnings({}, true)).toEqual([])
})

test('an object on its way out gets no new finalizer, and may lose one', () => {
  const old = { finalizers: ['x.io/a'], deletionTimestamp: '2026-01-01T00:00:00Z' }
  const added = newFinalizerProblems({ finalizers: ['x.io/a', 'x.io/b', 'x.io/c'] }, old)
  expect(added.map(({ message }) => message)).toEqual([
    'Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"x.io/b", "x.io/c"}',
  ])
  expect(newFinalizerProblems({}, old)).toEqual([])
  expect(newFinalizerProblems({ finalizers: ['x.io/b'] }, { finalizers: [] })).toEqual([])
})

const owner = { apiVersion: 'v1', kind: 'Pod', name: 'a', uid: 'u' }

test.each<[unknown, string[]]>([
  [undefined, []],
  ['text', []],
  [[], []],
  [[owner, { ...owner, name: 'b' }], []],
  [[{ ...owner, controller: true }, owner], []],
  [[{}], ['apiVersion', 'kind', 'name', 'uid'].map((field) => `metadata.ownerReferences.${field}`)],
  [[{ ...owner, uid: '' }], ['metadata.ownerReferences.uid']],
])('owners %j', (owners, fields) => {
  expect(ownerProblems(owners).map(({ field }) => field)).toEqual(fields)
})

test('two controllers are named', () => {
  const owners = [
    { ...owner, controller: true },
    { ...owner, kind: 'Job', name: 'b', controller: true },
  ]
  expect(ownerProblems(owners)[0]?.message).toContain(
    'Only one reference can have Controller set to true. Found "true" in references for Pod/a and Job/b',
  )
})
