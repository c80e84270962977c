import { polecat, type Polecat } from '../../src/polecat/schema.ts'
import { rig, type Rig } from '../../src/rig/schema.ts'

/** A polecat that is fine as it stands, with parts of its spec replaced. */
export function aPolecat(spec: object = {}, kubernetes: object = {}, name = 'fix-it'): Polecat {
  return polecat.parse({
    apiVersion: 'gastown.gastown.io/v1alpha1',
    kind: 'Polecat',
    metadata: { name, namespace: 'gastown-system' },
    spec: {
      rig: 'athena',
      taskDescription: 'Fix the tests.',
      kubernetes: { activeDeadlineSeconds: 3600, ...kubernetes },
      ...spec,
    },
  })
}

export function aRig(spec: object = {}, name = 'athena'): Rig {
  return rig.parse({
    apiVersion: 'gastown.gastown.io/v1alpha1',
    kind: 'Rig',
    metadata: { name },
    spec: { gitURL: 'git@github.com:myorg/myrepo.git', beadsPrefix: 'at', ...spec },
  })
}
