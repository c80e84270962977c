import { expect, test } from 'vitest'
import { operatorLine, operatorTrouble } from '../../src/output/operator-words.ts'

const since = '2026-11-30T23:30:20.123456Z'
const place = { namespace: 'gastown-system', isTerminal: false, now: Date.parse('2026-11-30T23:33:30Z') }
const clock = new Date(since).toTimeString().slice(0, 8)
const end = 'statuses may be old; see its pods with: kubectl get pods -n gastown-system'

test('an operator that works is not worth a word', () => {
  expect(operatorTrouble({ state: 'works' }, place)).toBeUndefined()
})

test('none', () => {
  expect(operatorLine(operatorTrouble({ state: 'none' }, place))).toBe(
    'No operator runs in gastown-system; install one with: gastown install',
  )
})

test.each<[boolean, number, string]>([
  [false, 190, '2026-11-30T23:30:20Z'],
  [true, 190, clock],
  [true, 3 * 86_400, `${new Date(since).toLocaleDateString('sv')} ${clock}`],
])('away, on a terminal: %s, for %s s', (isTerminal, seconds, words) => {
  const now = Math.ceil(Date.parse(since)) + seconds * 1000
  expect(operatorLine(operatorTrouble({ state: 'away', since }, { ...place, isTerminal, now }))).toBe(
    `No operator has worked in gastown-system since ${words}, ${end}`,
  )
})
