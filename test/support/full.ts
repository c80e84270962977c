const level = process.env['GASTOWN_TEST_FULL'] ?? ''

/** Whether the long versions run too: with GASTOWN_TEST_FULL=1, as in CI. `npm test` stays a matter of minutes. */
export const full = level === '1' || level === '2'

/** Whether whole matrices run, by hand: GASTOWN_TEST_FULL=2. */
export const matrices = level === '2'

/** For the name of what is skipped. */
export const onlyInFull = full ? '' : ' (GASTOWN_TEST_FULL=1)'
