/** What the end of local mode could not save, and the start after it neither, each further start tries to save again. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { GastownError } from '../../errors.ts'
import type { Client } from '../../kube/client.ts'
import { pods, polecats } from '../../kube/resources.ts'
import { forgetEnds } from '../../kubelet/pod/forget-ends.ts'
import { annotations } from '../../polecat/names.ts'
import type { Polecat } from '../../polecat/schema.ts'

/** Before kubelet and operator start: to them it is as after the end of local mode. */
export async function reopenUnsaved(client: Client, podsDir: string, workerNamespace: string): Promise<void> {
  const { items } = await client.list(polecats)
  for (const polecat of items) {
    const { podUID = '' } = polecat.status ?? {}
    const folder = join(podsDir, podUID)
    if (!isUnsaved(polecat) || podUID === '' || !existsSync(folder)) continue
    if (await reopen(client, polecat, workerNamespace)) forgetEnds(folder)
  }
}

/** Whether the last attempt is not saved; what an earlier one has left is no part of the status any more. */
function isUnsaved({ metadata, status }: Polecat): boolean {
  const saved = status?.result?.saved
  const isEnded = status?.finishedAt !== undefined && metadata.deletionTimestamp === undefined
  return isEnded && status.reason === 'PushFailed' && (saved === 'failed' || saved === 'waiting')
}

/** False where it was not local mode that ended it. */
async function reopen(client: Client, { metadata, status = {} }: Polecat, workerNamespace: string): Promise<boolean> {
  const { podName = '', podUID: uid } = status
  try {
    const pod = await client.get(pods, podName, workerNamespace)
    if (pod.metadata?.uid !== uid || pod.metadata?.annotations?.[annotations.stop] !== 'drain') return false
    const running = { metadata: { uid }, status: { phase: 'Running' } }
    await client.mergePatch(pods, podName, workerNamespace, running, { subresource: 'status' })
    const open = { phase: 'Working', reason: null, podActive: true, finishedAt: null, result: null }
    const patch = { metadata: { uid: metadata.uid }, status: open }
    await client.mergePatch(polecats, metadata.name ?? '', metadata.namespace, patch, { subresource: 'status' })
    return true
  } catch (error) {
    if (error instanceof GastownError && ['not-found', 'conflict'].includes(error.kind)) return false
    throw error
  }
}
