import type { Client } from '../../kube/client.ts'
import type { BestEffortQueue } from '../../kube/best-effort-queue.ts'
import type { CountFolders } from '../limits/folder-count.ts'
import type { Host } from '../host.ts'
import type { Launchers } from '../run/launchers.ts'

/** Dependencies that the workers of all pods share. */
export interface WorkerDeps {
  readonly client: Client
  readonly host: Host
  readonly launchers: Launchers
  readonly bestEffort: BestEffortQueue
  readonly nodeName: string
  readonly memory: string | undefined
  /** Counts folders; undefined where the machine has no program that counts. */
  readonly count: CountFolders | undefined
  notice(line: string): void
  /** The folder is gone, and nothing is left to do. */
  finished(uid: string): void
}
