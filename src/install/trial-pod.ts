import { GastownError, isKind } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { namespaces, pods } from '../kube/resources.ts'
import type { V1Pod } from '../kube/wire.ts'
import { renderAttempt } from '../pod/render.ts'
import { commandAgent } from '../polecat/agent.ts'
import { apiVersion } from '../polecat/names.ts'
import { polecat } from '../polecat/schema.ts'
import { resolveSpec } from '../polecat/resolve.ts'
import { rig } from '../rig/schema.ts'
import type { InstallSettings } from './settings.ts'

/** Asks the server to admit a polecat's pod, without making one: quotas, limits of the namespace, Pod Security. */
export async function tryPod(client: Client, settings: InstallSettings, signal: AbortSignal): Promise<void> {
  const namespace = settings.namespaces.workerNamespace
  const { metadata } = await client.get(namespaces, namespace, undefined, { signal })
  const hasUidRange = metadata?.annotations?.['openshift.io/sa.scc.uid-range'] !== undefined
  try {
    await client.create(pods, trialPod(settings, hasUidRange), { dryRun: true, signal })
  } catch (error) {
    if (!isKind(error, 'denied', 'invalid', 'conflict')) throw error
    throw new GastownError(error.kind, `namespace ${namespace} does not admit the pods of polecats: ${error.message}`, {
      cause: error,
      problems: error.problems,
      hints: [
        'A polecat of the usual size requests 500m CPU and 1Gi, and is limited to 2 CPUs and 4Gi',
        `See what limits it with: kubectl describe quota,limits -n ${namespace}`,
      ],
    })
  }
}

function trialPod({ namespaces, image, agentImage }: InstallSettings, openshiftUidRange: boolean): V1Pod {
  const trial = polecat.parse({
    apiVersion,
    kind: 'Polecat',
    metadata: {
      name: 'gastown-install',
      namespace: namespaces.polecatNamespace,
      uid: '00000000-0000-0000-0000-000000000000',
    },
    spec: {
      rig: 'gastown-install',
      taskDescription: 'None.',
      agent: commandAgent,
      agentConfig: { command: ['true'] },
      kubernetes: { activeDeadlineSeconds: 3600 },
    },
  })
  const itsRig = rig.parse({
    apiVersion,
    kind: 'Rig',
    metadata: { name: 'gastown-install' },
    spec: { gitURL: 'https://git.example/none.git', beadsPrefix: 'gt' },
  })
  return renderAttempt({
    polecat: trial,
    rig: itsRig,
    resolved: resolveSpec(trial, itsRig),
    attempt: 1,
    texts: { entry: '', preamble: '' },
    options: {
      workerNamespace: namespaces.workerNamespace,
      image,
      agentImage: agentImage ?? image,
      local: false,
      openshiftUidRange,
    },
  }).pod
}
