import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Context } from '../context.ts'
import { files, mounts } from '../pod/layout.ts'
import type { Polecat } from '../polecat/schema.ts'

/** The folder of this machine that a polecat's last attempt worked in, where local mode still has it. */
export async function leftCheckout(context: Context, { status }: Polecat): Promise<string | undefined> {
  if (status?.podUID === undefined || !(await context.isLocal())) return undefined
  const { dataFolder } = await context.local()
  const volume = join(dataFolder, 'pods', status.podUID, 'volumes', 'workspace')
  const checkout = join(volume, files.checkout.slice(mounts.workspace.length))
  return existsSync(checkout) ? checkout : undefined
}
