/** Validation of names, labels, annotations and finalizers, with the messages of Kubernetes. */
import { isObject, type Metadata } from './object.ts'
import { ownerProblems } from './owner-references.ts'
import { forbiddenField, invalidValue, required, tooLong, type FieldProblem } from './problem.ts'

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const labelPattern = new RegExp(`^${label}$`)
const subdomainPattern = new RegExp(`^${label}(\\.${label})*$`)
const partPattern = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/
const configKeyPattern = /^[-._a-zA-Z0-9]+$/
const maxAnnotationBytes = 262_144

const subdomainWords = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${label}(\\.${label})*')`
const labelWords = `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${label}')`
const keyWords =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
const valueWords =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
const configKeyWords =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"

export function nameProblems(
  name: string,
  rule: 'subdomain' | 'label',
  field = 'metadata.name',
  shown = name,
): FieldProblem[] {
  const max = rule === 'label' ? 63 : 253
  const fits = (rule === 'label' ? labelPattern : subdomainPattern).test(name)
  return [
    ...(name.length > max ? [invalidValue(field, shown, `must be no more than ${max} characters`)] : []),
    ...(fits ? [] : [invalidValue(field, shown, badName(name, rule))]),
  ]
}

function badName(name: string, rule: 'subdomain' | 'label'): string {
  if (rule === 'subdomain') return subdomainWords
  return name.includes('.') ? 'must not contain dots' : labelWords
}

const standardFinalizers = ['foregroundDeletion', 'orphan', 'kubernetes']
const unqualified = 'name is neither a standard finalizer name nor is it fully qualified'

interface NameRules {
  readonly nameIs: 'subdomain' | 'label'
  readonly custom: boolean
}

export function metadataProblems(metadata: Metadata, { nameIs, custom }: NameRules): FieldProblem[] {
  const { name = '', generateName, labels = {}, annotations = {}, finalizers = [] } = metadata
  if (name === '') return [required('metadata.name', 'name or generateName is required')]
  const annotationBytes = Object.entries(annotations).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key + value),
    0,
  )
  return [
    ...(generateName
      ? nameProblems(generateName.replace(/-$/, 'a'), nameIs, 'metadata.generateName', generateName)
      : []),
    ...nameProblems(name, nameIs),
    ...ownerProblems(metadata.ownerReferences),
    ...Object.entries(labels).flatMap(([key, value]) => [
      ...keyProblems('metadata.labels', key),
      ...labelValueProblems('metadata.labels', value),
    ]),
    ...Object.keys(annotations).flatMap((key) => keyProblems('metadata.annotations', key.toLowerCase())),
    ...(annotationBytes > maxAnnotationBytes ? [tooLong('metadata.annotations', maxAnnotationBytes)] : []),
    ...finalizers.flatMap((finalizer, index) => [
      ...keyProblems('metadata.finalizers', finalizer),
      ...(custom || finalizer.includes('/') || standardFinalizers.includes(finalizer)
        ? []
        : [invalidValue(`metadata.finalizers[${index}]`, finalizer, unqualified)]),
    ]),
  ]
}

/** Warnings for custom resources, of what Kubernetes refuses elsewhere. */
export function finalizerWarnings({ finalizers = [] }: Metadata, custom: boolean): string[] {
  const bare = custom
    ? finalizers.filter((finalizer) => !finalizer.includes('/') && !standardFinalizers.includes(finalizer))
    : []
  return bare.map(
    (finalizer) =>
      `metadata.finalizers: ${JSON.stringify(finalizer)}: prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers`,
  )
}

/** Nothing holds an object back that is on its way out already. */
export function newFinalizerProblems(metadata: Metadata, old: Metadata): FieldProblem[] {
  if (old.deletionTimestamp === undefined) return []
  const added = (metadata.finalizers ?? []).filter((finalizer) => !(old.finalizers ?? []).includes(finalizer))
  if (added.length === 0) return []
  const list = added.map((finalizer) => JSON.stringify(finalizer)).join(', ')
  const detail = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`
  return [forbiddenField('metadata.finalizers', detail)]
}

export function keyProblems(field: string, key: string): FieldProblem[] {
  const [first = '', second, ...more] = key.split('/')
  const name = second ?? first
  if (more.length > 0)
    return [
      invalidValue(
        field,
        key,
        `a qualified name ${keyWords.slice('name part '.length)} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
      ),
    ]
  return [
    ...(second !== undefined && (first === '' || first.length > 253 || !subdomainPattern.test(first))
      ? [invalidValue(field, key, first === '' ? 'prefix part must be non-empty' : `prefix part ${subdomainWords}`)]
      : []),
    ...(name.length > 63 ? [invalidValue(field, key, 'name part must be no more than 63 characters')] : []),
    ...(name === '' ? [invalidValue(field, key, 'name part must be non-empty')] : []),
    ...(partPattern.test(name) ? [] : [invalidValue(field, key, keyWords)]),
  ]
}

export function labelValueProblems(field: string, value: string): FieldProblem[] {
  return [
    ...(value.length > 63 ? [invalidValue(field, value, 'must be no more than 63 characters')] : []),
    ...(value === '' || partPattern.test(value) ? [] : [invalidValue(field, value, valueWords)]),
  ]
}

/** Keys of ConfigMaps and Secrets. */
export function dataKeyProblems(field: string, data: unknown): FieldProblem[] {
  if (!isObject(data)) return []
  return Object.keys(data).flatMap((key) => {
    const at = `${field}[${key}]`
    if (key.length > 253) return [invalidValue(at, key, 'must be no more than 253 characters')]
    if (key === '.' || key === '..') return [invalidValue(at, key, `must not be '${key}'`)]
    if (key.startsWith('..')) return [invalidValue(at, key, "must not start with '..'")]
    return configKeyPattern.test(key) ? [] : [invalidValue(at, key, configKeyWords)]
  })
}
