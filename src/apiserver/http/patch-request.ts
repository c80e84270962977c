/** PATCH, by the kind of patch that the content type names. */
import { badRequest, conflict, unsupportedMediaType, unsupportedPatch } from '../failure.ts'
import { finalizerWarnings } from '../metadata.ts'
import { copy, isObject, textAt, type ApiObject, type JsonObject } from '../object.ts'
import { applied } from '../ownership/apply.ts'
import type { Managers } from '../ownership/managers.ts'
import { jsonPatch } from '../patch/json.ts'
import { mergePatch } from '../patch/merge.ts'
import { strategicMergePatch } from '../patch/strategic.ts'
import { writtenText } from '../read/render.ts'
import { apiVersionOf, storeName, type ResourceDefinition } from '../resource.ts'
import { create } from '../write/create.ts'
import { cannotPatch, incoming } from '../write/incoming.ts'
import { forbidForce, requireFieldManager, writeOptions, type WriteOptions } from '../write/options.ts'
import { owning, owningChanges, type Owning } from '../write/owning.ts'
import { timestamp } from '../write/timestamp.ts'
import { update } from '../write/update.ts'
import type { Reply } from './response.ts'
import { contentType, readConfiguration, readPatch, type Body } from './body.ts'
import type { Exchange } from './exchange.ts'
import { writerOf } from './writer.ts'

const types = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const

export async function patchObject(exchange: Exchange): Promise<Reply> {
  const { definition } = exchange.target
  const type = contentType(exchange.request)
  const accepted = Object.values(types).filter((known) => !definition.custom || known !== types.strategic)
  if (!accepted.some((known) => known === type))
    throw type === types.strategic ? unsupportedMediaType(accepted) : unsupportedPatch()
  const options = writeOptions(exchange.query, 'PatchOptions')
  if (type === types.apply) return applyObject(exchange, options)
  forbidForce(exchange.query)
  const body = await readPatch(exchange.request, type === types.strategic)
  const own = owningChanges(definition, writerOf(exchange, options, 'Update'))
  return changeObject(exchange, options, body, own, (current) => {
    if (type === types.json) return jsonPatch(current, body.value)
    if (!isObject(body.value)) {
      if (body.value === null) throw badRequest('Invalid JSON Patch')
      const found = Array.isArray(body.value) ? 'array' : typeof body.value
      throw badRequest(
        `error decoding patch: json: cannot unmarshal ${found} into Go value of type map[string]interface {}`,
      )
    }
    return type === types.merge
      ? mergePatch(current, body.value)
      : strategicMergePatch(current, body.value, definition.schema)
  })
}

async function changeObject(
  exchange: Exchange,
  { dryRun, fieldValidation }: WriteOptions,
  body: Body,
  own: Owning,
  change: (current: ApiObject) => unknown,
): Promise<Reply> {
  const { cluster, target } = exchange
  const { definition, namespace, name, subresource } = target
  const key = { resource: storeName(definition), namespace, name }
  const part = subresource === 'status' ? 'status' : 'main'
  let warnings: readonly string[] = []
  const updated = await update({ cluster, definition, key, part, dryRun, whole: false, own }, (current) => {
    const read = incoming(definition, change(current), body.duplicates, fieldValidation, cannotPatch(body.text))
    warnings = read.warnings
    return read.object
  })
  return { code: 200, body: writtenText(definition, updated), warnings }
}

/** Creates what is not there; otherwise merges what is applied into it. */
async function applyObject(exchange: Exchange, options: WriteOptions): Promise<Reply> {
  const { cluster, target, request } = exchange
  const { definition, namespace, name, subresource } = target
  requireFieldManager(options)
  const body = await readConfiguration(request)
  const configuration = checkConfiguration(definition, body.value, namespace, name)
  const writer = writerOf(exchange, options, 'Apply')
  const application = { definition, writer, force: options.force, time: timestamp(Date.now()) }
  let managers: Managers = new Map()
  const own = owning(() => managers)
  const apply = (current: ApiObject | undefined) => {
    const result = applied(application, current, configuration)
    ;({ managers } = result)
    return copy(result.object)
  }
  const key = { resource: storeName(definition), namespace, name }
  if (cluster.store.latest(key) || subresource !== '') return changeObject(exchange, options, body, own, apply)
  const { uid } = configuration.metadata as { uid?: string }
  if (uid) throw conflict(definition, name, noneOfThisUid(uid))
  const refuse = cannotPatch(body.text)
  const read = incoming(definition, apply(undefined), body.duplicates, options.fieldValidation, refuse)
  const created = await create(cluster, definition, namespace, read.object, options.dryRun, own)
  const warnings = [...read.warnings, ...finalizerWarnings(created.object.metadata, definition.custom)]
  return { code: 201, body: writtenText(definition, created), warnings }
}

function noneOfThisUid(uid: string): string {
  return `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`
}

function checkConfiguration(
  definition: ResourceDefinition,
  value: unknown,
  namespace: string,
  name: string,
): JsonObject {
  if (!isObject(value)) {
    const found = Array.isArray(value) ? 'array' : typeof value
    throw badRequest(
      `error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${found} into Go value of type map[string]interface {}`,
    )
  }
  if (value.kind !== definition.kind || value.apiVersion !== apiVersionOf(definition)) {
    const apiVersion = String(value.apiVersion ?? '')
    const version = apiVersion.includes('/') ? apiVersion : `/${apiVersion}`
    throw badRequest(`invalid object type: ${version}, Kind=${String(value.kind ?? '')}`)
  }
  const own = textAt(value, 'metadata', 'name')
  if (own === '') {
    throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`)
  }
  if (own !== name) {
    throw badRequest(`the name of the object (${own}) does not match the name on the URL (${name})`)
  }
  const inNamespace = textAt(value, 'metadata', 'namespace')
  if (inNamespace !== '' && inNamespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
  return value
}
