import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { GastownError } from '../../src/errors.ts'
import { compose } from '../../src/create/compose.ts'
import { loadDocuments } from '../../src/polecat/validate/load.ts'
import { validatePolecat } from '../../src/polecat/validate/validate.ts'

const file = new URL('../fixtures/reference/polecat-oauth.yaml', import.meta.url)
const whole = loadDocuments(readFileSync(file, 'utf8'), 'whole')[0]?.value as object

/** Whatever comes in, a Polecat or a clear refusal comes out. */
function refusalOf(value: unknown): GastownError | undefined {
  try {
    validatePolecat(value)
    return undefined
  } catch (error) {
    if (error instanceof GastownError && error.kind === 'invalid' && error.problems.length > 0) return error
    throw error
  }
}

test('anything at all is taken or refused clearly', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(refusalOf(value)).toBeDefined()
    }),
  )
})

const paths = leaves(whole, [])

function leaves(value: unknown, path: readonly string[]): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([name, part]) => leaves(part, [...path, name]))].filter(
    (one) => one.length > 0,
  )
}

function replaced(value: unknown, [step, ...rest]: readonly string[], by: unknown): unknown {
  if (step === undefined) return by
  const copy: Record<string, unknown> = { ...(value as Record<string, unknown>) }
  copy[step] = replaced(copy[step], rest, by)
  return Array.isArray(value) ? Object.values(copy) : copy
}

test('so is a good polecat with anything in any place', () => {
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, by) => {
      expect(() => refusalOf(replaced(whole, path, by))).not.toThrow()
    }),
    { numRuns: 300 },
  )
})

test('a secret in the place of any object, list or number is not repeated', () => {
  const secret = 'S3CRET with spaces'
  for (const path of paths) {
    const refusal = refusalOf(replaced(whole, path, { [path.at(-1) ?? 'x']: secret }))
    expect((refusal?.problems ?? []).map(({ message }) => message).join()).not.toContain('S3CRET')
  }
})

test('composing is as merging one layer after the other', () => {
  const layer = fc.dictionary(fc.constantFrom('a', 'b', 'cRef'), fc.jsonValue())
  fc.assert(
    fc.property(layer, layer, layer, (a, b, c) => {
      expect(composed(composed(a, b), c)).toEqual(composed(a, b, c))
    }),
  )
})

function composed(...values: object[]): object {
  return compose(values.map((value) => ({ source: 'x', value })))
}
