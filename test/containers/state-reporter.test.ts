import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { StateReporter } from '../../src/containers/state-reporter.ts'
import { parseStateLine, type StateEvent } from '../../src/saving/state-event.ts'

const at = (ms: number) => new Date(Date.UTC(2026) + ms)

test('the first look tells, later ones only what changed, never twice within five seconds', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat({ max: 4000 }), fc.constantFrom('a', 'b')), { minLength: 1 }), (looks) => {
      const told: { ms: number; why: string }[] = []
      let ms = 0
      const reporter = new StateReporter((line) => told.push({ ms, why: parseStateLine(line)?.why ?? '' }))
      for (const [pause, why] of looks) {
        reporter.report((): StateEvent => ({ type: 'state', phase: 'working', why }), at(ms))
        ms += pause
      }
      expect(told[0]).toEqual({ ms: 0, why: looks[0]?.[1] })
      for (const [i, { ms: when, why }] of told.entries()) {
        if (i === 0) continue
        expect(when - (told[i - 1]?.ms ?? 0)).toBeGreaterThanOrEqual(5000)
        expect(why).not.toBe(told[i - 1]?.why)
      }
      // What is true at last is told at the first look after the pause.
      reporter.report((): StateEvent => ({ type: 'state', phase: 'working', why: 'last' }), at(ms + 5000))
      expect(told.at(-1)?.why).toBe('last')
    }),
  )
})
