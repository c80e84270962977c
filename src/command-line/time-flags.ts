import * as Flags from '@oclif/core/flags'
import { invalid } from '../errors.ts'
import { durationForm, secondsOf } from '../text/durations.ts'

/** A flag whose value is a duration, read as seconds. */
export const secondsFlag = Flags.custom<number>({
  parse: async (text, _, { name }) => {
    const seconds = secondsOf(text)
    if (seconds === undefined)
      throw invalid('invalid flag value', [
        { field: `--${name}`, message: `expected ${durationForm}, found "${text}"` },
      ])
    return seconds
  },
})

/** For everything that waits for an outcome. */
export const stuckAfterFlag = {
  'stuck-after': secondsFlag({
    summary: 'Maximum time to wait for a Stuck polecat.',
    helpValue: 'SECONDS|10m',
    default: 600,
  }),
}
