import { array, assert, constantFrom, oneof, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { literal } from '../../src/pod/literal.ts'

/** Kubernetes' own expansion (third_party/forked/golang/expansion), for variables that all have the value X. */
function expand(text: string): string {
  return text.replaceAll(/\$(\$|\([^)]*\))/g, (_, next: string) => (next === '$' ? '$' : 'X'))
}

test('any text comes through the expansion as it is', () => {
  const tricky = array(constantFrom('$', '$$', '(', ')', '$(HOME)', 'a', '{', '`', '\n')).map((parts) => parts.join(''))
  assert(
    property(oneof(tricky, string()), (text) => {
      expect(expand(literal(text))).toBe(text)
    }),
  )
})
