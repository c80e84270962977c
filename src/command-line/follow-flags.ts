import * as Flags from '@oclif/core/flags'
import { stuckAfterFlag } from './time-flags.ts'

/** Of what starts polecats and may see them through. */
export const followFlags = {
  wait: Flags.boolean({ summary: "Wait until it finishes; exit with the outcome's code." }),
  follow: Flags.boolean({ summary: "Watch until it finishes; exit with the outcome's code." }),
  plain: Flags.boolean({ summary: 'With --follow, print plain lines even on a terminal.' }),
  ...stuckAfterFlag,
}

/** Of what shows polecats. */
export const watchFlag = {
  watch: Flags.boolean({ char: 'w', summary: 'Watch for changes until interrupted.' }),
}
