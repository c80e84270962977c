import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Context } from '../context.ts'
import { checkoutFolder } from '../kubelet/pod/checkout-folder.ts'
import type { Polecat } from '../polecat/schema.ts'

/** The folder of this machine that a polecat's last attempt worked in, where local mode still has it. */
export async function leftCheckout(context: Context, { status }: Polecat): Promise<string | undefined> {
  if (status?.podUID === undefined || !(await context.isLocal())) return undefined
  const { dataFolder } = await context.local()
  const checkout = checkoutFolder(join(dataFolder, 'pods'), status.podUID)
  return existsSync(checkout) ? checkout : undefined
}
