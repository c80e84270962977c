import { expect, test } from 'vitest'
import { resolveBudget } from '../../src/polecat/budget-layers.ts'

test.each<[string, object[], object | undefined, object]>([
  ['nothing', [], undefined, { onRateLimit: 'wait' }],
  ['later layers win', [{ turns: 5, tokens: 10 }, { turns: 9 }], {}, { turns: 9, tokens: 10, onRateLimit: 'wait' }],
  ['undefined says nothing', [{ turns: 5 }, { turns: undefined }], {}, { turns: 5, onRateLimit: 'wait' }],
  ['ceilings cut', [{ costUSD: 5, turns: 3 }], { costUSD: 2, turns: 9 }, { costUSD: 2, turns: 3, onRateLimit: 'wait' }],
  ['a limit that nobody set is the ceiling', [{}], { idleSeconds: 600 }, { idleSeconds: 600, onRateLimit: 'wait' }],
  ['zero dollars are a limit', [{ costUSD: 0 }], { costUSD: 2 }, { costUSD: 0, onRateLimit: 'wait' }],
  ['a ceiling of stop stops', [{ onRateLimit: 'wait' }], { onRateLimit: 'stop' }, { onRateLimit: 'stop' }],
])('%s', (_, layers, ceilings, expected) => {
  expect(resolveBudget(layers, ceilings)).toEqual(expected)
})
