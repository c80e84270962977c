import { expect, test } from 'vitest'
import { giveUpAt } from '../../../src/containers/push/give-up.ts'

const told = 1_000_000

test.for([
  ['nothing was away', undefined, 90],
  ['away for an hour: a last try', told - 3_600_000, 10],
  ['away for a minute: a last try', told - 60_000, 10],
  ['away for 20 seconds', told - 20_000, 20],
  ['away since the TERM', told, 40],
  ['away since later', told + 20_000, 60],
  ['away since much later', told + 60_000, 90],
] as const)('%s', ([, since, seconds]) => {
  expect(giveUpAt(told, since) - told).toBe(seconds * 1000)
})
