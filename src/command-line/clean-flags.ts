import * as Flags from '@oclif/core/flags'
import { secondsFlag } from './time-flags.ts'

/** Of all `clean` commands. */
export const cleanFlags = {
  'dry-run': Flags.boolean({ summary: 'Only show what would be removed.' }),
  'older-than': secondsFlag({ helpValue: '2d|12h', summary: 'Only what is older.' }),
  yes: Flags.boolean({ char: 'y', summary: 'Do not ask; needed in a pipe.' }),
  force: Flags.boolean({ summary: 'Also what holds unsaved work, which is lost then.' }),
  output: Flags.option({ char: 'o', options: ['json', 'yaml', 'name'] as const, summary: 'How to print what goes.' })(),
}

/** Of those that look at rescue refs. */
export const cleanRigFlag = {
  rig: Flags.string({ helpValue: 'NAME', summary: 'Whose repository; else that of the checkout you are in.' }),
}
