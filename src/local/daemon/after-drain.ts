/** After a drain, once operator and kubelet have ended: what is not saved is left for the next start, and it is said. */
import { join } from 'node:path'
import { GastownError } from '../../errors.ts'
import type { Client } from '../../kube/client.ts'
import { pods, polecats } from '../../kube/resources.ts'
import { abandonRuns } from '../../kubelet/run/abandon-runs.ts'
import { forgetEnds } from '../../kubelet/pod/forget-ends.ts'
import { thisProcess } from '../../kubelet/run/process-id.ts'
import { annotations } from '../../polecat/names.ts'
import type { Polecat } from '../../polecat/schema.ts'
import { drainedPolecats, writeDrainReport } from '../drain-report.ts'
import type { LocalPaths } from '../paths.ts'

export interface AfterDrain {
  readonly client: Client
  readonly paths: LocalPaths
  readonly workerNamespace: string
  readonly since: number
}

export async function afterDrain({ client, paths, workerNamespace, since }: AfterDrain): Promise<void> {
  const { items } = await client.list(polecats)
  const unsaved = items.filter(({ status }) => status?.podActive === true)
  // Before they are ended, so that it stays known why.
  for (const polecat of unsaved) await leaveOpen(client, polecat, workerNamespace)
  await abandonRuns(paths.pods)
  for (const { status } of unsaved) if (status?.podUID !== undefined) forgetEnds(join(paths.pods, status.podUID))
  const drained = drainedPolecats(items, since, paths.pods)
  writeDrainReport(paths.drainReport, { process: thisProcess(), polecats: drained })
}

/** As after a power cut: the next start saves what is in the checkout before it takes the attempt for ended. */
async function leaveOpen(client: Client, { metadata, status = {} }: Polecat, workerNamespace: string): Promise<void> {
  const { podName, podUID: uid } = status
  if (podName === undefined || uid === undefined) return
  const now = new Date().toISOString()
  const ready = { type: 'PodReady', status: 'False', reason: 'LocalModeEnded', lastTransitionTime: now }
  const conditions = [...(status.conditions ?? []).filter(({ type }) => type !== ready.type), ready]
  await unlessGone(async () => {
    const pod = await client.get(pods, podName, workerNamespace)
    if (pod.metadata?.annotations?.[annotations.stop] === undefined) {
      const marks = { [annotations.stop]: 'drain', [annotations.stopAt]: now }
      await client.mergePatch(pods, podName, workerNamespace, { metadata: { uid, annotations: marks } })
    }
    if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') {
      const patch = { metadata: { uid }, status: { phase: 'Running' } }
      await client.mergePatch(pods, podName, workerNamespace, patch, { subresource: 'status' })
    }
    await client.mergePatch(
      polecats,
      metadata.name ?? '',
      metadata.namespace,
      { metadata: { uid: metadata.uid }, status: { conditions } },
      { subresource: 'status' },
    )
  })
}

/** The folder of a pod that was removed meanwhile is told of by the next start. */
async function unlessGone(call: () => Promise<void>): Promise<void> {
  try {
    await call()
  } catch (error) {
    if (!(error instanceof GastownError && ['not-found', 'conflict'].includes(error.kind))) throw error
  }
}
