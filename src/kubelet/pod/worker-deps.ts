import type { Client } from '../../kube/client.ts'
import type { Errands } from '../../kube/best-effort-queue.ts'
import type { CountFolders } from '../limits/folder-count.ts'
import type { Host } from '../host.ts'
import type { Launchers } from '../run/launchers.ts'

/** What the workers of all pods share. */
export interface WorkerGround {
  readonly client: Client
  readonly host: Host
  readonly launchers: Launchers
  readonly errands: Errands
  readonly nodeName: string
  readonly memory: string | undefined
  /** Undefined where the machine has no program for it. */
  readonly count: CountFolders | undefined
  notice(line: string): void
  /** The folder is gone, and nothing is left to do. */
  finished(uid: string): void
}
