import * as Flags from '@oclif/core/flags'
import { scopeFlags } from './scope-flags.ts'
import { secondsFlag } from './time-flags.ts'

/** Flags of all `clean` commands. */
export const cleanFlags = {
  ...scopeFlags,
  'dry-run': Flags.boolean({ summary: 'Only show what would be removed.' }),
  'older-than': secondsFlag({ helpValue: '2d|12h', summary: 'Only items older than this.' }),
  yes: Flags.boolean({ char: 'y', summary: 'Do not ask for confirmation; required without a terminal.' }),
  force: Flags.boolean({ summary: 'Remove even what has unsaved work, which is lost.' }),
  output: Flags.option({ char: 'o', options: ['json', 'yaml', 'name'] as const, summary: 'Output format.' })(),
}

/** For commands that delete finished polecats. */
export const recordFlag = {
  'with-record': Flags.boolean({ summary: 'Remove the records of their attempts too.' }),
}

/** For their descriptions. */
export const cleanScopeWords = 'Limited to the rig of the current checkout; elsewhere, --rig or -A is required.'
