import { expect, test } from 'vitest'
import { expand } from '../../../src/kubelet/run/expand.ts'

const variables = new Map([
  ['A', 'a'],
  ['B', '$(A)'],
  ['EMPTY', ''],
])

/** Kubernetes' own table, k8s.io/kubernetes third_party/forked/golang/expansion, and a few more. */
test.each([
  ['$(A)', 'a'],
  ['x$(A)y', 'xay'],
  ['$(A)$(A)', 'aa'],
  ['$(NONE)', '$(NONE)'],
  ['$(B)', '$(A)'],
  ['$(EMPTY)', ''],
  ['$$(A)', '$(A)'],
  ['$$$(A)', '$a'],
  ['$$$$(A)', '$$(A)'],
  ['$$', '$'],
  ['$', '$'],
  ['a$', 'a$'],
  ['$A', '$A'],
  ['${A}', '${A}'],
  ['$(A', '$(A'],
  ['$()', '$()'],
  ['$(A$(A)', '$(A$(A)'],
  ['`touch x` $(touch x) "\'', '`touch x` $(touch x) "\''],
])('%j becomes %j', (text, expected) => {
  expect(expand(text, variables)).toBe(expected)
})
