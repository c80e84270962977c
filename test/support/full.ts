/**
 * One case of each kind runs in `npm test`; the rest with GASTOWN_TEST_FULL=1, as in CI:
 *
 *     test.runIf(full)(`a rare case${onlyInFull}`, …)
 *     describeInFull('rarer layouts', () => { test(…) })
 *     test.each(inFull(cases, cases.slice(0, 2)))(`%s${moreInFull}`, …)
 *     { numRuns: inFull(500, 50) }
 */
import { describe } from 'vitest'

const level = process.env['GASTOWN_TEST_FULL'] ?? ''

/** Whether the long versions run too: with GASTOWN_TEST_FULL=1, as in CI. `npm test` stays a matter of minutes. */
export const full = level === '1' || level === '2'

/** Whether whole matrices run, by hand: GASTOWN_TEST_FULL=2. */
export const matrices = level === '2'

/** For the name of what is skipped. */
export const onlyInFull = full ? '' : ' (GASTOWN_TEST_FULL=1)'

/** For the name of what has more rows in the long version. */
export const moreInFull = full ? '' : ' (GASTOWN_TEST_FULL=1: more)'

/** What the long version takes, or what stands for it in `npm test`. */
export const inFull = <All, Few>(all: All, few: Few): All | Few => (full ? all : few)

/** A `describe` whose tests and hooks run in the long version only, as its name says. */
export function describeInFull(name: string, tests: () => void): void {
  describe.runIf(full)(`${name}${onlyInFull}`, () => {
    tests()
  })
}
