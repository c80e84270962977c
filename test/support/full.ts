/** Whether the long versions run too: with GASTOWN_TEST_FULL=1, as in CI. `npm test` stays a matter of minutes. */
export const full = process.env['GASTOWN_TEST_FULL'] === '1'

/** For the name of what is skipped. */
export const onlyInFull = full ? '' : ' (GASTOWN_TEST_FULL=1)'
