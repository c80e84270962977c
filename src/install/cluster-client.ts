import type { Context } from '../context.ts'
import { invalid } from '../errors.ts'
import type { Client } from '../kube/client.ts'

/** The client of a cluster: local mode has all that is installed in its daemon. */
export async function clusterClient(context: Context): Promise<Client> {
  if (await context.isLocal())
    throw invalid('gastown is installed on clusters only', [
      { field: '--context', message: 'expected a cluster; found local mode, which needs no installation' },
    ])
  return context.client()
}

/** Lines on a terminal that say what is being done. */
export function stepsOf({ stderr, notice }: Context): (words: string) => void {
  return (words) => {
    if (stderr.isTerminal) notice(words)
  }
}
