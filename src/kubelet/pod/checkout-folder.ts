import { join } from 'node:path'
import { files, mounts } from '../../pod/layout.ts'

/** Where the checkout of a pod is on this machine. */
export function checkoutFolder(podsDir: string, podUid: string): string {
  return join(podsDir, podUid, 'volumes', 'workspace', files.checkout.slice(mounts.workspace.length))
}
