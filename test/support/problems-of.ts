import { GastownError } from '../../src/errors.ts'

/** What a call refuses, as lines of 'field: message'; fails where it refuses nothing. */
export function problemsOf(call: () => unknown): string[] {
  try {
    call()
  } catch (error) {
    if (!(error instanceof GastownError) || error.kind !== 'invalid') throw error
    return error.problems.map(({ field, message }) => `${field}: ${message}`)
  }
  throw new Error('nothing was refused')
}
