/**
 * What some tests need of the machine. Where it is missing they are skipped and say so; where GASTOWN_TEST_NO_SKIP names
 * it, as in CI, its absence is a failure.
 */
const needs = ['sandbox', 'seccomp', 'keyring', 'cgroup'] as const

export type Need = (typeof needs)[number]

/** For `skipIf`. */
export function missing(need: Need, isThere: boolean, why = 'it does not work here'): boolean {
  const required = (process.env['GASTOWN_TEST_NO_SKIP'] ?? '').split(',').filter((name) => name !== '')
  for (const name of required)
    if (!needs.some((known) => known === name))
      throw new Error(`GASTOWN_TEST_NO_SKIP: expected ${needs.join(', ')}; found ${name}`)
  if (!isThere && required.includes(need)) throw new Error(`a test needs ${need}, and may not be skipped: ${why}`)
  return !isThere
}
