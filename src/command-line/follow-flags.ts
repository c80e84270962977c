import * as Flags from '@oclif/core/flags'
import { stuckAfterFlag } from './time-flags.ts'

/** Of what starts polecats and may see them through. */
export const followFlags = {
  wait: Flags.boolean({ summary: 'Wait for the outcome; the exit code tells it.' }),
  follow: Flags.boolean({ summary: 'Watch it work until it ends; the exit code tells the outcome.' }),
  plain: Flags.boolean({ summary: 'With --follow: plain lines, also on a terminal.' }),
  ...stuckAfterFlag,
}

/** Of what shows polecats. */
export const watchFlag = {
  watch: Flags.boolean({ char: 'w', summary: 'Go on with what changes, until Ctrl-C.' }),
}
