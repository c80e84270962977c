import { expect, test } from 'vitest'
import { parseQuantity } from '../../src/text/quantity.ts'
import { requestsOverLimits, resolveResources } from '../../src/polecat/resources.ts'

test.each([
  ['500m', 0.5],
  ['2', 2],
  ['1.5', 1.5],
  ['512Mi', 536_870_912],
  ['1Gi', 1_073_741_824],
  ['1G', 1e9],
  ['', undefined],
  ['1Xi', undefined],
  ['-1', undefined],
  ['1e3', undefined],
])('%j is %j', (text, expected) => {
  expect(parseQuantity(text)).toBe(expected)
})

const medium = { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '2', memory: '4Gi' } }

test('medium, where nobody says anything', () => {
  expect(resolveResources(undefined, {})).toEqual(medium)
})

test('later layers win, value by value', () => {
  const rig = { requests: { cpu: '1' }, limits: { cpu: '3', 'ephemeral-storage': '5Gi' } }
  expect(resolveResources(rig, { limits: { cpu: '1500m' } })).toEqual({
    requests: { cpu: '1', memory: '1Gi' },
    limits: { cpu: '1500m', memory: '4Gi', 'ephemeral-storage': '5Gi' },
  })
})

test('a lone request lifts the default limit, a lone limit lowers the default request', () => {
  expect(resolveResources({ requests: { memory: '6Gi' } }).limits.memory).toBe('6Gi')
  expect(resolveResources({ limits: { cpu: '100m' } }).requests.cpu).toBe('100m')
})

test('requests over limits are named', () => {
  const both = { requests: { cpu: '3', memory: '1Gi' }, limits: { cpu: '2500m', memory: '1024Mi' } }
  expect(requestsOverLimits(resolveResources(both))).toEqual(['cpu'])
})
