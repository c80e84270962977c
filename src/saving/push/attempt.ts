import type { RemoteNote } from '../handover.ts'
import type { Objects } from '../objects.ts'
import type { AttemptSettings } from '../settings.ts'
import type { Pusher } from './send.ts'

/** The attempt whose work is pushed. */
export interface Attempt {
  readonly settings: AttemptSettings
  readonly note: RemoteNote
  readonly pusher: Pusher
  /** For questions about commits: no credential in its environment. */
  readonly objects: Objects
}
