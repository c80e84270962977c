import type { Cluster } from '../cluster.ts'
import { ApiFailure, badRequest, conflict, invalidObject, modified, notFound } from '../failure.ts'
import { newFinalizerProblems } from '../metadata.ts'
import { copy, same, type ApiObject } from '../object.ts'
import { invalidValue, type FieldProblem } from '../problem.ts'
import type { Written } from '../read/render.ts'
import { apiVersionOf, hasStatus, type ResourceDefinition, type WritePart } from '../resource.ts'
import { sameButTimes } from '../ownership/owners.ts'
import type { Key } from '../store/entry.ts'
import type { Owning } from './owning.ts'
import { problemsOf } from './problems.ts'
import { removeNow } from './removal.ts'

export interface Update {
  readonly cluster: Cluster
  readonly definition: ResourceDefinition
  readonly key: Key
  readonly part: WritePart
  readonly dryRun: boolean
  /** Whether an object without resourceVersion is refused where the resource does not allow it: PUT, not PATCH. */
  readonly whole: boolean
  readonly own?: Owning
}

/** Changes a stored object; `change` gets a copy of it and returns what it should become. */
export async function update(request: Update, change: (current: ApiObject) => ApiObject): Promise<Written> {
  const { cluster, definition, key, dryRun } = request
  const entry = cluster.store.latest(key)
  if (!entry) throw notFound(definition, key.name)
  const old: ApiObject = { apiVersion: apiVersionOf(definition), kind: definition.kind, ...copy(entry.object) }
  const next = change(copy(old))
  checkPreconditions(request, next, old)
  const problems = keepWhatIsNotWritten(request, next, old)
  definition.prepare(next, old, request.part)
  problems.push(...problemsOf(definition, next, old, request.part))
  if (problems.length > 0) throw invalidObject(definition, key.name, problems)
  if (definition.countsGenerations && changesMeaning(definition, next, old)) {
    next.metadata.generation = (old.metadata.generation ?? 0) + 1
  }
  request.own?.(next, old)
  if (request.part === 'main') definition.admit(next)
  const unchanged = sameButTimes(next, old)
  if (unchanged || dryRun) {
    await cluster.store.settled()
    return unchanged ? { object: old, entry } : { object: next }
  }
  if (isGone(next)) {
    await removeNow(cluster, definition, key)
    return { object: next }
  }
  const stored = await cluster.store.put(key, next)
  cluster.registry.changed(definition, next, false)
  return { object: stored.object, entry: stored }
}

function checkPreconditions({ definition, key, whole }: Update, next: ApiObject, old: ApiObject): void {
  const { metadata } = next
  if (!metadata.name) {
    throw badRequest(`the name of the object (${key.name} based on URL) was undeterminable: name must be provided`)
  }
  if (metadata.name !== key.name) {
    throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${key.name})`)
  }
  if (metadata.namespace && metadata.namespace !== key.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
  const { uid, resourceVersion } = metadata
  if (uid && uid !== old.metadata.uid) {
    if (!whole) throw invalidObject(definition, key.name, [fixed('metadata.uid', uid), fixed('metadata.uid', uid)])
    throw conflict(
      definition,
      key.name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`,
    )
  }
  if (resourceVersion && !/^\d+$/.test(resourceVersion)) {
    throw new ApiFailure(
      500,
      undefined,
      `strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`,
    )
  }
  if (resourceVersion && resourceVersion !== '0') {
    if (resourceVersion !== old.metadata.resourceVersion) throw conflict(definition, key.name, modified)
  } else if (whole && !definition.unconditionalUpdate) {
    const problem = invalidValue('metadata.resourceVersion', 0, 'must be specified for an update')
    throw invalidObject({ group: definition.group, kind: definition.plural }, key.name, [problem])
  }
}

const serverFields = [
  'namespace',
  'name',
  'uid',
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'generation',
  'resourceVersion',
]

/** Puts back what this request cannot write, and says what it must not. */
function keepWhatIsNotWritten({ definition, part }: Update, next: ApiObject, old: ApiObject): FieldProblem[] {
  const fixedOnes = immutableMetadata(next, old)
  // The real server looks twice, and tells twice.
  const problems = [...fixedOnes, ...fixedOnes]
  if (part === 'status') {
    const { status, metadata } = next
    for (const field of Object.keys(next)) delete next[field]
    Object.assign(next, old, { status })
    if (status === undefined) delete next.status
    if (!definition.custom) next.metadata = metadata
  } else if (hasStatus(definition)) {
    if (old.status === undefined) delete next.status
    else next.status = copy(old.status)
  }
  next.metadata = { ...next.metadata }
  delete next.metadata.selfLink
  for (const field of [...serverFields, 'deletionTimestamp']) {
    if (old.metadata[field] === undefined) delete next.metadata[field]
    else next.metadata[field] = old.metadata[field]
  }
  return problems
}

function fixed(field: string, value: unknown): FieldProblem {
  return invalidValue(field, value, 'field is immutable')
}

function immutableMetadata({ metadata }: ApiObject, old: ApiObject): FieldProblem[] {
  const { deletionTimestamp, deletionGracePeriodSeconds } = metadata
  return [
    ...(deletionTimestamp !== undefined && old.metadata.deletionTimestamp === undefined
      ? [fixed('metadata.deletionTimestamp', deletionTimestamp)]
      : []),
    ...(deletionGracePeriodSeconds !== undefined &&
    deletionGracePeriodSeconds !== old.metadata.deletionGracePeriodSeconds
      ? [fixed('metadata.deletionGracePeriodSeconds', deletionGracePeriodSeconds)]
      : []),
    ...newFinalizerProblems(metadata, old.metadata),
  ]
}

function changesMeaning(definition: ResourceDefinition, next: ApiObject, old: ApiObject): boolean {
  const kept = { metadata: undefined, ...(hasStatus(definition) && { status: undefined }) }
  return !same({ ...next, ...kept }, { ...old, ...kept })
}

function isGone({ metadata }: ApiObject): boolean {
  if (metadata.deletionTimestamp === undefined || (metadata.finalizers ?? []).length > 0) return false
  return (metadata.deletionGracePeriodSeconds ?? 0) === 0
}
