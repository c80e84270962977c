import { isKind } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { configMaps, pods, polecats, secrets } from '../kube/resources.ts'
import type { V1Pod } from '../kube/wire.ts'
import type { Credential } from '../pod/credential.ts'
import { renderAttempt, type Attempt } from '../pod/render.ts'
import type { PodTexts } from '../pod/texts.ts'
import { renderRelease } from '../pod/render-release.ts'
import { annotations, finalizers, labels } from '../polecat/names.ts'
import { resolveSpec } from '../polecat/resolve.ts'
import type { Polecat } from '../polecat/schema.ts'
import { hasLostNode, podFacts } from '../attempt/pod-facts.ts'
import { podName } from '../pod/names.ts'
import { readRecord } from './read-record.ts'
import type { Records } from './records.ts'
import { refusalOf } from './refusal.ts'
import { attemptCredential, hasAttemptSecret } from './attempt-secret.ts'
import type { Cache } from './cache.ts'
import type { Action } from './plan/action.ts'
import type { Observed, Refusal } from './plan/observed.ts'

export interface ExecutorDeps {
  readonly client: Client
  readonly cache: Pick<Cache, 'putPod' | 'putPolecat'>
  readonly texts: PodTexts
  readonly workerNamespace: string
  readonly records: Records
}

/** Carries out all actions but `addFinalizer`, in order. Every action can be repeated without harm. */
export async function execute(
  deps: ExecutorDeps,
  observed: Observed,
  actions: readonly Action[],
): Promise<Refusal | undefined> {
  for (const action of actions) {
    const creates = action.type === 'createAttempt' || action.type === 'createRelease'
    const refusal = creates ? await create(deps, observed, action) : await act(deps, observed, action)
    if (refusal) return refusal
  }
  return undefined
}

/** The Polecat has its finalizer before anything of it exists. */
export async function addFinalizer({ client, cache }: ExecutorDeps, { metadata }: Polecat): Promise<Polecat> {
  const { name = '', namespace, resourceVersion, finalizers: earlier = [] } = metadata
  const patch = { metadata: { resourceVersion, finalizers: [...earlier, finalizers.polecat] } }
  const patched = await client.mergePatch(polecats, name, namespace, patch)
  cache.putPolecat(patched)
  return patched
}

type Create = Extract<Action, { type: 'createAttempt' | 'createRelease' }>
type Rest = Exclude<Action, Create>

async function act(deps: ExecutorDeps, { polecat, pods: observedPods }: Observed, action: Rest): Promise<undefined> {
  const { client, cache, workerNamespace } = deps
  switch (action.type) {
    case 'addFinalizer':
      return undefined
    case 'annotatePod': {
      const patch = { metadata: { annotations: action.annotations } }
      await unlessGone(async () => {
        cache.putPod(await client.mergePatch(pods, action.pod, workerNamespace, patch))
      })
      return undefined
    }
    case 'removePodFinalizer':
      return releasePod(
        deps,
        polecat,
        observedPods.find(({ metadata }) => metadata?.name === action.pod),
      )
    case 'recordWithoutPod':
      await deps.records.write(polecat, action.attempt, noPod)
      return undefined
    case 'deletePod':
      return unlessGone(() =>
        client.remove(pods, action.pod, workerNamespace, { uid: action.uid, graceSeconds: action.graceSeconds }),
      )
    case 'deleteAttemptObjects':
      return deleteAttemptObjects(deps, action.name)
    case 'removeFinalizer':
      return removeFinalizer(deps, polecat)
    case 'deletePolecat':
      return unlessGone(() => deletePolecat(client, polecat))
  }
}

async function create(
  { client, cache, texts, workerNamespace }: ExecutorDeps,
  { polecat, rig, options }: Observed,
  action: Create,
): Promise<Refusal | undefined> {
  if (!rig) return undefined
  const { attempt, gitSecret } = action
  const input = { polecat, rig, resolved: resolveSpec(polecat, rig), attempt, options: { ...options, gitSecret } }
  const rendered =
    action.type === 'createAttempt' ? await attemptOf(client, { ...input, texts }, action.llm) : renderRelease(input)
  try {
    await client.create(configMaps, rendered.configMap).catch(unlessThere)
    cache.putPod(await client.create(pods, rendered.pod))
    return undefined
  } catch (error) {
    if (!isKind(error, 'conflict')) {
      const refusal = refusalOf(error)
      if (!refusal) throw error
      // The next plan removes what was made of it, once the status has the refusal.
      return refusal
    }
  }
  const there = await client.get(pods, rendered.pod.metadata?.name ?? '', workerNamespace)
  if (there.metadata?.labels?.[labels.polecatUid] === polecat.metadata.uid) cache.putPod(there)
  else
    return {
      kind: 'taken',
      message: `a pod named ${there.metadata?.name} exists and was not created by gastown`,
      problems: [],
    }
  return undefined
}

async function attemptOf(client: Client, attempt: Attempt, llm: Credential | undefined) {
  const rendered = renderAttempt({ ...attempt, options: { ...attempt.options, llm } })
  const own = await attemptCredential(client, llm, rendered.pod.metadata ?? {})
  return own === llm ? rendered : renderAttempt({ ...attempt, options: { ...attempt.options, llm: own } })
}

/** ConfigMap and Secret of an attempt. */
export async function deleteAttemptObjects(
  { client, workerNamespace }: Pick<ExecutorDeps, 'client' | 'workerNamespace'>,
  name: string,
): Promise<undefined> {
  await unlessGone(() => client.remove(configMaps, name, workerNamespace))
  await unlessGone(() => client.remove(secrets, name, workerNamespace))
}

const noPod = {
  transcript: Buffer.alloc(0),
  events: 0,
  shortened: 0,
  missing: 'the pod was gone before its log was read',
}
/** Time for which a log that cannot be read is tried again, after the attempt has ended. */
const logSeconds = 60

/** Records the attempt, then lets its pod go. */
async function releasePod(deps: ExecutorDeps, polecat: Polecat, pod: V1Pod | undefined): Promise<undefined> {
  if (!pod?.metadata?.name) return undefined
  const { client, cache, workerNamespace } = deps
  const recorded = await recordPod(deps, polecat, pod)
  // A token is not kept longer than it is needed.
  if (hasAttemptSecret(pod)) await unlessGone(() => client.remove(secrets, pod.metadata?.name ?? '', workerNamespace))
  const { name, resourceVersion, finalizers: earlier = [] } = pod.metadata
  const noted = recorded === undefined ? {} : { annotations: { [annotations.recorded]: String(recorded) } }
  const patch = { metadata: { resourceVersion, finalizers: without(earlier, finalizers.pod), ...noted } }
  return unlessGone(async () => {
    cache.putPod(await client.mergePatch(pods, name, workerNamespace, patch))
  })
}

/** Number of the attempt's last event; undefined where the pod is no attempt's, or its record is there. */
async function recordPod(deps: ExecutorDeps, polecat: Polecat, pod: V1Pod): Promise<number | undefined> {
  const { name, annotations: notes } = pod.metadata ?? {}
  const facts = podFacts(pod)
  const { attempt } = facts
  if (name !== podName(polecat, attempt) || notes?.[annotations.recorded] !== undefined) return undefined
  const { finishedAt = 0 } = polecat.status ?? {}
  const isOver = Date.now() >= new Date(finishedAt).getTime() + logSeconds * 1000
  // Nobody answers for a node that is lost, and each question takes its time.
  const isLost = !facts.ended || hasLostNode(pod)
  const recorded = await readRecord(deps, pod, isOver || isLost)
  await deps.records.write(polecat, attempt, recorded)
  return recorded.events
}

async function removeFinalizer({ client, cache, records }: ExecutorDeps, polecat: Polecat): Promise<undefined> {
  const { metadata } = polecat
  if (metadata.annotations?.[annotations.withRecord] === 'true') await records.removeOf(polecat)
  const { name = '', namespace, resourceVersion, finalizers: earlier = [] } = metadata
  const patch = { metadata: { resourceVersion, finalizers: without(earlier, finalizers.polecat) } }
  return unlessGone(async () => {
    cache.putPolecat(await client.mergePatch(polecats, name, namespace, patch))
  })
}

function deletePolecat(client: Client, { metadata }: Polecat): Promise<void> {
  return client.remove(polecats, metadata.name ?? '', metadata.namespace, { uid: metadata.uid })
}

function without(list: readonly string[], name: string): string[] {
  return list.filter((one) => one !== name)
}

async function unlessGone(call: () => Promise<void>): Promise<undefined> {
  try {
    await call()
  } catch (error) {
    if (!isKind(error, 'not-found')) throw error
  }
}

function unlessThere(error: unknown): void {
  if (!isKind(error, 'conflict')) throw error
}
