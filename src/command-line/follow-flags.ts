import * as Flags from '@oclif/core/flags'
import { stuckAfterFlag } from './time-flags.ts'

/** Flags of commands that start polecats and may wait for the outcome. */
export const followFlags = {
  wait: Flags.boolean({ summary: "Wait until it finishes; exit with the outcome's code." }),
  follow: Flags.boolean({ summary: "Watch until it finishes; exit with the outcome's code." }),
  plain: Flags.boolean({ summary: 'With --follow, print plain lines even on a terminal.' }),
  ...stuckAfterFlag,
}

/** Flag of commands that show polecats. */
export const watchFlag = {
  watch: Flags.boolean({ char: 'w', summary: 'Watch for changes until interrupted.' }),
}
