import type { Host } from '../host.ts'
import { ShimLauncher } from './shim-launcher.ts'

/** What starts the containers of all pods. */
export interface Launchers extends Disposable {
  /** For our own programs. */
  readonly helpers: ShimLauncher
  readonly others: ShimLauncher
}

/**
 * Linux shares the processors out by session and not by process (sched(7), autogroup), and niceness counts inside one
 * alone. So our own programs are all in one session: beside them the daemon stays responsive, and agents come first.
 */
export async function openLaunchers(podsDir: string, memory: string | undefined, host: Host): Promise<Launchers> {
  const common = { podsDir, path: host.path, memory, groups: host.cgroups.folders }
  const others = new ShimLauncher(common)
  const bash = await host.tool('bash')
  const helpers = bash === undefined ? others : new ShimLauncher({ ...common, sharing: bash })
  return {
    helpers,
    others,
    [Symbol.dispose]: () => {
      for (const launcher of [helpers, others]) launcher[Symbol.dispose]()
    },
  }
}
