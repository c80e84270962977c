import { GastownError } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { isHeld } from '../polecat/unsaved.ts'
import type { Where } from './find-polecats.ts'
import { patchPolecat, type PatchedPolecat } from './patch-polecat.ts'

/** Lets the operator push commits that are held because they change CI definitions. */
export function releasePolecat(client: Client, name: string, where: Where): Promise<PatchedPolecat> {
  return patchPolecat(client, { name }, where, (polecat) => {
    if (!isHeld(polecat))
      throw new GastownError('conflict', `${name} has no held commits`, {
        hints: [`See its status with: gastown describe ${name}`],
      })
    const { desiredState } = polecat.spec
    return { ciChanges: 'allow', ...(desiredState === 'Terminated' ? { desiredState: 'Working' } : {}) }
  })
}
