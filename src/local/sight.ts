import { programView } from '../kubelet/sandbox/programs.ts'
import { systemPlaces } from '../kubelet/sandbox/sandbox-arguments.ts'
import type { MachineSight } from '../runtime.ts'
import { localPaths } from './paths.ts'
import type { LocalOptions } from './status.ts'

/** What the kubelet would show to an agent whose polecat is created with this PATH. */
export async function sight({ env, home }: LocalOptions): Promise<MachineSight> {
  const paths = localPaths(env, home)
  const view = await programView(env.PATH ?? '', { home, closed: [paths.home, paths.pods] })
  return {
    system: systemPlaces(),
    programs: view.places,
    links: Object.fromEntries(view.links),
    hidden: [...view.hidden.files, ...view.hidden.folders],
    leftOut: Object.fromEntries(view.leftOut),
  }
}
