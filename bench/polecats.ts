import type { Client } from '../src/kube/client.ts'
import { polecats, type KubeObject } from '../src/kube/resources.ts'
import { polecatNamespace } from '../src/polecat/names.ts'
import { sandboxWorks } from '../test/support/story.ts'

/** A polecat whose agent runs a line of shell. */
export function scripted(name: string, script: string, desiredState: 'Working' | 'Idle' = 'Working'): KubeObject {
  const polecat = {
    apiVersion: 'gastown.gastown.io/v1alpha1',
    kind: 'Polecat',
    metadata: {
      name,
      namespace: polecatNamespace,
      annotations: {
        'gastown.io/path': process.env['PATH'] ?? '',
        ...(sandboxWorks ? {} : { 'gastown.io/unsandboxed': 'true' }),
      },
    },
    spec: {
      rig: 'athena',
      desiredState,
      taskDescription: 'Say hello',
      agent: 'custom',
      agentConfig: { command: ['sh', '-c', script] },
      kubernetes: { activeDeadlineSeconds: 600 },
    },
  }
  return polecat
}

/** Polecats as they are once the operator has nothing more to do with them. */
export async function makeFinished(client: Client, from: number, to: number): Promise<void> {
  for (let index = from; index < to; index++) {
    const name = `done-${index}`
    await client.create(polecats, scripted(name, 'true', 'Idle'))
    const status = {
      phase: 'Done',
      reason: 'Pushed',
      message: 'pushed 1 commit',
      attempt: 1,
      branch: `polecat/${name}`,
      agent: 'custom',
      startedAt: new Date().toISOString(),
      finishedAt: new Date().toISOString(),
      result: { saved: 'saved', commit: 'c0ffee'.padEnd(40, '0'), commits: 1, filesChanged: 1, insertions: 1 },
    }
    await client.mergePatch(polecats, name, polecatNamespace, { status }, { subresource: 'status' })
  }
}
