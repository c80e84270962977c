import { describe, expect, test } from 'vitest'
import { secondsOf } from '../../src/text/durations.ts'
import { atItsFlag } from '../../src/create/flag-fields.ts'
import { freeName } from '../../src/create/free-name.ts'
import { themes } from '../../src/polecat/themes.ts'
import { unsavedWork } from '../../src/polecat/unsaved.ts'
import { lastTransition } from '../../src/polecat/waiting.ts'
import { aPolecat } from '../support/a-polecat.ts'

test.each([
  ['90', 90],
  ['90s', 90],
  ['30m', 1800],
  ['1h30m', 5400],
  ['2d', 172_800],
  ['', undefined],
  ['m', undefined],
  ['-5', undefined],
  ['1.5h', undefined],
])('duration %j', (text, seconds) => expect(secondsOf(text)).toBe(seconds))

test('all words of themes are names, each once', () => {
  for (const words of Object.values(themes)) {
    expect(new Set(words).size).toBe(words.length)
    expect(words.filter((word) => !/^[a-z]{2,20}$/.test(word))).toEqual([])
  }
})

test('a free name: of the theme, not taken, with a number when all are', () => {
  const words = themes.minerals
  expect(freeName('minerals', new Set(words.slice(1)), () => 0.99)).toBe(words[0])
  expect(freeName('minerals', new Set(words), () => 0)).toBe(`${words[0]}-2`)
  expect(themes['mad-max']).toContain(freeName('unknown', new Set(), () => 0.5))
})

test.each([
  ['spec.kubernetes.activeDeadlineSeconds', '--timeout'],
  ['spec.kubernetes.env[0].name', '--env'],
  ['spec.agent', '--agent'],
  ['spec.agentConfig.model', '--model'],
  ['spec.priority', 'spec.priority'],
])('field %s is %s', (field, flag) => expect(atItsFlag({ field, message: '' }).field).toBe(flag))

describe('unsaved work', () => {
  const ended = { attempt: 1, podName: 'p', podActive: false, phase: 'Failed' as const }
  test.each([
    [{}, false],
    [{ phase: 'Pending' as const }, false],
    [{ ...ended, phase: 'Working' as const, podActive: true }, true],
    [{ ...ended, podActive: true }, true],
    [ended, false],
    [{ ...ended, result: { saved: 'saved' as const } }, false],
    [{ ...ended, result: { saved: 'rescued' as const } }, false],
    [{ ...ended, result: { saved: 'incomplete' as const } }, true],
    [{ ...ended, result: { saved: 'failed' as const } }, true],
  ])('%j: %j', (status, unsaved) => {
    expect(unsavedWork({ ...aPolecat(), status }) !== undefined).toBe(unsaved)
  })
})

function condition(lastTransitionTime: string) {
  return { type: 'Finished', status: 'True', reason: 'x', lastTransitionTime } as const
}

test('the last transition is the newest of its conditions', () => {
  const times = ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', 'never']
  expect(lastTransition({ ...aPolecat(), status: { conditions: times.map(condition) } })).toBe(
    Date.parse('2026-01-02T00:00:00Z'),
  )
  expect(lastTransition(aPolecat())).toBeUndefined()
})
