import { isKind } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { configMaps, pods, polecats, secrets, type Resource } from '../kube/resources.ts'
import type { V1Pod } from '../kube/wire.ts'
import type { Credential } from '../pod/credential.ts'
import { renderAttempt, type Attempt } from '../pod/render.ts'
import type { PodTexts } from '../pod/texts.ts'
import { renderRelease } from '../pod/render-release.ts'
import { finalizers, labels } from '../polecat/names.ts'
import { resolveSpec } from '../polecat/resolve.ts'
import type { Polecat } from '../polecat/schema.ts'
import { refusalOf } from './refusal.ts'
import { attemptCredential, hasAttemptSecret } from './attempt-secret.ts'
import type { Board } from './cache.ts'
import type { Action } from './plan/action.ts'
import type { Observed, Refusal } from './plan/observed.ts'

export interface Hands {
  readonly client: Client
  readonly board: Pick<Board, 'putPod' | 'putPolecat'>
  readonly texts: PodTexts
  readonly workerNamespace: string
}

/** Does everything but `hold`, in order. Every action can be repeated without harm. */
export async function carryOut(
  hands: Hands,
  observed: Observed,
  actions: readonly Action[],
): Promise<Refusal | undefined> {
  for (const action of actions) {
    const creates = action.type === 'create' || action.type === 'create-release'
    const refusal = creates ? await create(hands, observed, action) : await act(hands, observed, action)
    if (refusal) return refusal
  }
  return undefined
}

/** Our finalizer stands on the Polecat before anything of it exists. */
export async function hold({ client, board }: Hands, { metadata }: Polecat): Promise<Polecat> {
  const { name = '', namespace, resourceVersion, finalizers: earlier = [] } = metadata
  const patch = { metadata: { resourceVersion, finalizers: [...earlier, finalizers.polecat] } }
  const held = await client.mergePatch(polecats, name, namespace, patch)
  board.putPolecat(held)
  return held
}

type Create = Extract<Action, { type: 'create' | 'create-release' }>
type Rest = Exclude<Action, Create>

async function act(hands: Hands, { polecat, pods: seen }: Observed, action: Rest): Promise<undefined> {
  const { client, board, workerNamespace } = hands
  switch (action.type) {
    case 'hold':
      return undefined
    case 'annotate': {
      const patch = { metadata: { annotations: action.annotations } }
      await unlessGone(async () => {
        board.putPod(await client.mergePatch(pods, action.pod, workerNamespace, patch))
      })
      return undefined
    }
    case 'record':
      return letPodGo(
        hands,
        seen.find(({ metadata }) => metadata?.name === action.pod),
      )
    case 'delete':
      return unlessGone(() =>
        client.remove(pods, action.pod, workerNamespace, { uid: action.uid, graceSeconds: action.graceSeconds }),
      )
    case 'sweep':
      return sweep(hands, action.name)
    case 'release':
      return letPolecatGo(hands, polecat)
    case 'remove':
      return unlessGone(() => removeObject(client, polecats, polecat))
  }
}

async function create(
  { client, board, texts, workerNamespace }: Hands,
  { polecat, rig, options }: Observed,
  action: Create,
): Promise<Refusal | undefined> {
  if (!rig) return undefined
  const { attempt, gitSecret } = action
  const input = { polecat, rig, resolved: resolveSpec(polecat, rig), attempt, options: { ...options, gitSecret } }
  const rendered =
    action.type === 'create' ? await attemptOf(client, { ...input, texts }, action.llm) : renderRelease(input)
  try {
    await client.create(configMaps, rendered.configMap).catch(unlessThere)
    board.putPod(await client.create(pods, rendered.pod))
    return undefined
  } catch (error) {
    if (!isKind(error, 'conflict')) {
      const refusal = refusalOf(error)
      if (!refusal) throw error
      await sweep({ client, workerNamespace }, rendered.configMap.metadata?.name ?? '')
      return refusal
    }
  }
  const there = await client.get(pods, rendered.pod.metadata?.name ?? '', workerNamespace)
  if (there.metadata?.labels?.[labels.polecatUid] === polecat.metadata.uid) board.putPod(there)
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

/** What an attempt leaves besides its pod. */
export async function sweep(
  { client, workerNamespace }: Pick<Hands, 'client' | 'workerNamespace'>,
  name: string,
): Promise<undefined> {
  await unlessGone(() => client.remove(configMaps, name, workerNamespace))
  await unlessGone(() => client.remove(secrets, name, workerNamespace))
}

async function letPodGo({ client, board, workerNamespace }: Hands, pod: V1Pod | undefined): Promise<undefined> {
  if (!pod?.metadata?.name) return undefined
  // A token is not kept longer than it is needed.
  if (hasAttemptSecret(pod)) await unlessGone(() => client.remove(secrets, pod.metadata?.name ?? '', workerNamespace))
  const { name, resourceVersion, finalizers: held = [] } = pod.metadata
  const patch = { metadata: { resourceVersion, finalizers: without(held, finalizers.pod) } }
  return unlessGone(async () => {
    board.putPod(await client.mergePatch(pods, name, workerNamespace, patch))
  })
}

async function letPolecatGo({ client, board }: Hands, { metadata }: Polecat): Promise<undefined> {
  const { name = '', namespace, resourceVersion, finalizers: held = [] } = metadata
  const patch = { metadata: { resourceVersion, finalizers: without(held, finalizers.polecat) } }
  return unlessGone(async () => {
    board.putPolecat(await client.mergePatch(polecats, name, namespace, patch))
  })
}

function removeObject(client: Client, resource: Resource, { metadata }: Polecat): Promise<void> {
  return client.remove(resource, metadata.name ?? '', metadata.namespace, { uid: metadata.uid })
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
