import { resolveSpec } from '../../src/polecat/resolve.ts'
import type { Polecat } from '../../src/polecat/schema.ts'
import type { Rig } from '../../src/rig/schema.ts'
import { llmCredential } from '../../src/pod/credential.ts'
import { renderAttempt, type RenderOptions } from '../../src/pod/render.ts'
import { aPolecat, aRig } from '../support/a-polecat.ts'

export const uid = '1a2b3c4d-0000-4000-8000-000000000001'

export interface Given {
  readonly spec?: object
  readonly kubernetes?: object
  readonly rig?: object
  readonly options?: Partial<RenderOptions>
  readonly metadata?: object
  readonly attempt?: number
}

export function given({ spec, kubernetes, rig, metadata }: Given = {}): { polecat: Polecat; rig: Rig } {
  const custom = { agent: 'custom', agentConfig: { command: ['sh', '-c', 'true'] }, ...spec }
  const polecat = aPolecat(custom, kubernetes)
  Object.assign(polecat.metadata, { uid, ...metadata })
  return { polecat, rig: aRig(rig) }
}

export function rendered(input: Given = {}): ReturnType<typeof renderAttempt> {
  const { polecat, rig } = given(input)
  const resolved = resolveSpec(polecat, rig)
  return renderAttempt({
    polecat,
    rig,
    resolved,
    attempt: input.attempt ?? 1,
    options: {
      workerNamespace: 'gastown-workers',
      image: 'gastown:test',
      agentImage: 'agents:test',
      local: false,
      openshiftUidRange: false,
      llm: llmCredential(resolved, () => undefined),
      ...input.options,
    },
    texts: { entry: '#!/bin/sh\n', preamble: 'You work unattended.\n' },
  })
}
