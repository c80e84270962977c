/** PATCH, by the kind of patch that the content type names. */
import { badRequest, unsupportedMediaType } from '../failure.ts'
import { isObject, type ApiObject } from '../object.ts'
import { applyPatch } from '../patch/apply.ts'
import { jsonPatch } from '../patch/json.ts'
import { mergePatch } from '../patch/merge.ts'
import { strategicMergePatch } from '../patch/strategic.ts'
import { wholeObject } from '../read/render.ts'
import { apiVersionOf, storeName, type ResourceDefinition } from '../resource.ts'
import { create } from '../write/create.ts'
import { cannotPatch, incoming } from '../write/incoming.ts'
import { requireFieldManager, writeOptions, type WriteOptions } from '../write/options.ts'
import { update } from '../write/update.ts'
import type { Answer } from './answer.ts'
import { contentType, readConfiguration, readPatch, type Body } from './body.ts'
import type { Exchange } from './exchange.ts'

const types = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const

export async function patchObject(exchange: Exchange): Promise<Answer> {
  const { definition } = exchange.target
  const type = contentType(exchange.request)
  const accepted = Object.values(types).filter((known) => !definition.custom || known !== types.strategic)
  if (!accepted.some((known) => known === type)) throw unsupportedMediaType(accepted)
  const options = writeOptions(exchange.query, 'PatchOptions')
  if (type === types.apply) return applyObject(exchange, options)
  const body = await readPatch(exchange.request)
  return changeObject(exchange, options, body, (current) => {
    if (type === types.json) return jsonPatch(current, body.value)
    if (!isObject(body.value)) {
      throw badRequest(
        'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}',
      )
    }
    return type === types.merge
      ? mergePatch(current, body.value)
      : strategicMergePatch(current, body.value, definition.schema)
  })
}

async function changeObject(
  { cluster, target }: Exchange,
  { dryRun, fieldValidation }: WriteOptions,
  body: Body,
  change: (current: ApiObject) => unknown,
): Promise<Answer> {
  const { definition, namespace, name, subresource } = target
  const key = { resource: storeName(definition), namespace, name }
  const part = subresource === 'status' ? 'status' : 'main'
  let warnings: readonly string[] = []
  const updated = await update({ cluster, definition, key, part, dryRun, whole: false }, (current) => {
    const read = incoming(definition, change(current), body.duplicates, fieldValidation, cannotPatch(body.text))
    warnings = read.warnings
    return read.object
  })
  return { code: 200, body: wholeObject(definition, updated), warnings }
}

/** Creates what is not there; otherwise merges what is applied into it. */
async function applyObject(exchange: Exchange, options: WriteOptions): Promise<Answer> {
  const { cluster, target, request } = exchange
  const { definition, namespace, name, subresource } = target
  requireFieldManager(options)
  const body = await readConfiguration(request)
  checkConfiguration(definition, body.value, name)
  const key = { resource: storeName(definition), namespace, name }
  if (cluster.store.latest(key) || subresource !== '') {
    return changeObject(exchange, options, body, (current) => applyPatch(current, body.value, definition.schema))
  }
  const read = incoming(definition, body.value, body.duplicates, options.fieldValidation, cannotPatch(body.text))
  read.object.metadata.name ??= name
  if (read.object.metadata.name !== name) throw otherName(read.object.metadata.name, name)
  const created = await create(cluster, definition, namespace, read.object, options.dryRun)
  return { code: 201, body: wholeObject(definition, created), warnings: read.warnings }
}

function checkConfiguration(definition: ResourceDefinition, value: unknown, name: string): void {
  if (!isObject(value)) throw badRequest('error decoding YAML: the configuration must be one object')
  if (value.kind !== definition.kind || value.apiVersion !== apiVersionOf(definition)) {
    const [group, version = ''] = String(value.apiVersion ?? '').includes('/')
      ? String(value.apiVersion).split('/')
      : ['', value.apiVersion]
    throw badRequest(`invalid object type: ${group}/${String(version ?? '')}, Kind=${String(value.kind ?? '')}`)
  }
  const { metadata } = value
  const own = isObject(metadata) && typeof metadata.name === 'string' ? metadata.name : name
  if (own !== name) throw otherName(own, name)
}

function otherName(own: string, name: string): Error {
  return badRequest(`the name of the object (${own}) does not match the name on the URL (${name})`)
}
