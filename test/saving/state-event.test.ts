import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseRecord } from '../../src/agents/events.ts'
import { custom } from '../../src/agents/custom.ts'
import { parseStateLine, stateLine, type StateEvent } from '../../src/saving/state-event.ts'

const now = new Date('2026-01-01T00:00:00Z')
const time = fc
  .date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-01-01') })
  .map((at) => at.toISOString())
const whole = fc.nat()
const options = { requiredKeys: ['type', 'phase'] as ('type' | 'phase')[] }
const states: fc.Arbitrary<StateEvent> = fc.record(
  {
    type: fc.constant('state' as const),
    phase: fc.constantFrom('cloning', 'working', 'stopping', 'saving', 'waiting', 'releasing'),
    firstOutput: time,
    lastActivity: time,
    usage: fc.record(
      {
        inputTokens: whole,
        turns: whole,
        costUSD: fc.nat().map((n) => n / 100),
        costBasis: fc.constantFrom('reported', 'unknown'),
      },
      { requiredKeys: ['costBasis'] },
    ),
    ended: fc.record(
      { at: time, status: whole, ok: fc.boolean(), reason: fc.string({ maxLength: 200 }) },
      { requiredKeys: ['at', 'status'] },
    ),
    waitingSince: time,
    why: fc.string({ unit: 'binary', maxLength: 250 }),
    until: time,
  },
  options,
) as fc.Arbitrary<StateEvent>

test('every state is read as it was written, on one line that is no record', () => {
  fc.assert(
    fc.property(states, (state) => {
      const line = stateLine(state, now)
      expect(line).not.toContain('\n')
      expect(parseStateLine(line)).toEqual(state)
      expect(parseRecord(line)).toBeUndefined()
    }),
  )
})

test('nothing that an agent prints is a state', () => {
  fc.assert(
    fc.property(states, (state) => {
      for (const event of custom.parser().line(stateLine(state, now))) {
        const line = JSON.stringify({ n: 1, time: now.toISOString(), event })
        expect(parseStateLine(line)).toBeUndefined()
        expect(parseRecord(line)).toBeDefined()
      }
    }),
  )
})

test('lines of others, and parts of lines, are no state; fields of a later version are passed over', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.json().map((text) => `{"time":"x","event":${text}}`),
      ),
      (line) => {
        expect(() => parseStateLine(line)).not.toThrow()
      },
    ),
  )
  const whole = stateLine({ type: 'state', phase: 'working', why: 'away' }, now)
  fc.assert(
    fc.property(fc.nat({ max: whole.length - 1 }), (length) => {
      expect(parseStateLine(whole.slice(0, length))).toBeUndefined()
    }),
  )
  expect(
    parseStateLine('{"time":"t","event":{"type":"state","phase":"working","budget":{"left":1},"usage":7}}'),
  ).toEqual({
    type: 'state',
    phase: 'working',
  })
  expect(parseStateLine('{"time":"t","event":{"type":"state","phase":"dreaming"}}')).toBeUndefined()
})
