/** The verbs on resources and their objects. */
import { badRequest, cannotCreate, methodNotAllowed, noSuchPath, notFound, PageNotFound } from '../failure.ts'
import { finalizerWarnings } from '../metadata.ts'
import type { ApiObject } from '../object.ts'
import { sendLogs } from '../pod/logs.ts'
import { list } from '../read/list.ts'
import { includeObject, listPieces, oneText, wholeObject, writtenText } from '../read/render.ts'
import { selection } from '../read/selection.ts'
import { wantedVersion } from '../read/version.ts'
import { watch } from '../read/watch.ts'
import { storeName } from '../resource.ts'
import { create } from '../write/create.ts'
import { deleteOptions } from '../write/delete-options.ts'
import { deletionStatus, remove } from '../write/delete.ts'
import { cannotHandle, incoming } from '../write/incoming.ts'
import { writeOptions } from '../write/options.ts'
import { owningChanges } from '../write/owning.ts'
import { update } from '../write/update.ts'
import { send, type Reply } from './response.ts'
import { readObject, readOptional } from './body.ts'
import { isTrue } from './flag.ts'
import { chooseMedia, refuseForeignTypes } from './media.ts'
import { patchObject } from './patch-request.ts'
import type { Exchange } from './exchange.ts'
import { writerOf } from './writer.ts'

export async function handleResource(exchange: Exchange): Promise<void> {
  const { target, query, request, response, cluster } = exchange
  const { method = '' } = request
  const { name, namespace, subresource } = target
  if (target.definition.review && name !== '') throw noSuchPath()
  if (subresource === 'log' && method === 'GET') return sendLogs(cluster, namespace, name, query, response)
  if (!target.definition.custom) refuseForeignTypes(request.headers.accept)
  if (method === 'GET' && target.definition.verbs.includes('get')) {
    if (isTrue(query.get('watch')) && name === '') return watchObjects(exchange)
    return send(response, name === '' ? listObjects(exchange) : getObject(exchange))
  }
  // Before anything is written; of the shapes of a reply only the object's own is given after a write.
  const media = chooseMedia(request.headers.accept)
  return send(response, { ...(await writeOrRefuse(exchange, method)), ...(media.yaml && { media }) })
}

/** A refusal too may rest on a write that is still on its way to the disk, and would not be found by who then looks. */
async function writeOrRefuse(exchange: Exchange, method: string): Promise<Reply> {
  try {
    return await write(exchange, method)
  } catch (error) {
    await exchange.cluster.store.settled()
    throw error
  }
}

async function write(exchange: Exchange, method: string): Promise<Reply> {
  const { definition, name, namespace, subresource } = exchange.target
  const collection = name === ''
  if (definition.namespaced && namespace === '') throw definition.custom ? new PageNotFound() : methodNotAllowed()
  if (definition.custom && subresource === 'status' && method === 'POST') throw cannotCreate(definition)
  if (definition.custom && collection && (method === 'PUT' || method === 'PATCH'))
    throw badRequest('name must be provided')
  if (subresource === 'binding' && method === 'POST') return bind(exchange)
  if (subresource !== '' && subresource !== 'status') throw methodNotAllowed()
  // A custom resource's name is that of the body, whatever the path says.
  if (method === 'POST' && (collection || definition.custom)) return createObject(exchange)
  if (definition.review) throw methodNotAllowed()
  if (method === 'PUT' && !collection) return updateObject(exchange)
  if (method === 'PATCH' && !collection) return patchObject(exchange)
  if (method === 'DELETE' && subresource === '') {
    if (!collection) return deleteObject(exchange)
    if (definition.verbs.includes('deletecollection')) return deleteCollection(exchange)
  }
  throw methodNotAllowed()
}

function getObject({ cluster, target, query, request }: Exchange): Reply {
  const { definition, namespace, name } = target
  const media = chooseMedia(request.headers.accept)
  wantedVersion(cluster.store, query)
  const entry = cluster.store.get({ resource: storeName(definition), namespace, name })
  if (!entry) throw notFound(definition, name)
  return { code: 200, body: oneText(definition, entry, media, includeObject(query)), media }
}

function listObjects({ cluster, target, query, request }: Exchange): Reply {
  const media = chooseMedia(request.headers.accept)
  const selected = selection(target.definition, target.namespace, query)
  return { code: 200, pieces: list(cluster.store, selected, query, media), media }
}

function watchObjects({ cluster, target, query, request, response }: Exchange): void {
  const media = chooseMedia(request.headers.accept)
  const selected = selection(target.definition, target.namespace, query, target.name)
  cluster.streams.open(response)
  watch(cluster.store, selected, query, media, response, cluster.signal)
}

async function createObject(exchange: Exchange): Promise<Reply> {
  const { cluster, target, query, request } = exchange
  const { definition, namespace } = target
  const options = writeOptions(query, 'CreateOptions')
  const body = await readObject(request, definition.kind)
  const read = incoming(definition, body.value, body.duplicates, options.fieldValidation, cannotHandle(definition))
  const own = owningChanges(definition, writerOf(exchange, options, 'Update'))
  if (definition.review) {
    own(read.object, undefined)
    return { code: 201, body: definition.review(read.object, namespace), warnings: read.warnings }
  }
  const created = await create(cluster, definition, namespace, read.object, options.dryRun, own)
  const warnings = [...read.warnings, ...finalizerWarnings(created.object.metadata, definition.custom)]
  return { code: 201, body: writtenText(definition, created), warnings }
}

async function updateObject(exchange: Exchange): Promise<Reply> {
  const { cluster, target, query, request } = exchange
  const { definition, namespace, name, subresource } = target
  const options = writeOptions(query, 'UpdateOptions')
  const { dryRun, fieldValidation } = options
  const body = await readObject(request, definition.kind)
  const read = incoming(definition, body.value, body.duplicates, fieldValidation, cannotHandle(definition))
  const key = { resource: storeName(definition), namespace, name }
  const part = subresource === 'status' ? 'status' : 'main'
  const own = owningChanges(definition, writerOf(exchange, options, 'Update'))
  const updated = await update({ cluster, definition, key, part, dryRun, whole: true, own }, () => read.object)
  return { code: 200, body: writtenText(definition, updated), warnings: read.warnings }
}

async function deleteObject({ cluster, target, query, request }: Exchange): Promise<Reply> {
  const { definition, namespace, name } = target
  const options = deleteOptions(await readOptional(request), query)
  const key = { resource: storeName(definition), namespace, name }
  const { gone, object } = await remove(cluster, definition, key, options)
  const showsObject = !gone || definition.returnsDeleted
  return { code: 200, body: showsObject ? wholeObject(definition, object) : deletionStatus(definition, object) }
}

async function deleteCollection({ cluster, target, query, request }: Exchange): Promise<Reply> {
  const { definition, namespace } = target
  const options = deleteOptions(await readOptional(request), query)
  const entries = [...selection(definition, namespace, query).entries(cluster.store)]
  await Promise.all(
    entries.map(async (entry) => {
      if (cluster.store.latest(entry)) await remove(cluster, definition, entry, options)
      else await cluster.store.settled()
    }),
  )
  return { code: 200, pieces: listPieces(definition, entries, { resourceVersion: String(cluster.store.version) }) }
}

/** Gives a pod its node. */
async function bind({ cluster, target, query, request }: Exchange): Promise<Reply> {
  const { definition, namespace, name } = target
  const { dryRun } = writeOptions(query, 'CreateOptions')
  const { value } = await readObject(request, 'Binding')
  const nodeName = (value as { target?: { name?: unknown } } | null)?.target?.name
  const key = { resource: storeName(definition), namespace, name }
  await update({ cluster, definition, key, part: 'main', dryRun, whole: false }, (pod: ApiObject) => ({
    ...pod,
    spec: { ...(pod.spec as object), nodeName },
  }))
  return { code: 201, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } }
}
