import { expect, test } from 'vitest'
import { noticeLog, openLog, type LogFormat } from '../../../src/operator/report/operator-log.ts'

const now = () => new Date('2026-11-30T20:27:34.125Z')

function opened(format: LogFormat, verbose = false) {
  const lines: string[] = []
  return { lines, log: openLog({ format, verbose, now, write: (line) => lines.push(line) }) }
}

test('a line for people: time, level, message, and fields that have a value', () => {
  const { log, lines } = opened('text')
  log.info('the agent works', { polecat: 'gastown-system/x', attempt: 2, pod: 'x-ab12-2', reason: undefined })
  log.error('cannot go on', { why: 'it is "late"', empty: '' })
  expect(lines).toEqual([
    '2026-11-30T20:27:34.125Z INFO  the agent works polecat=gastown-system/x attempt=2 pod=x-ab12-2',
    String.raw`2026-11-30T20:27:34.125Z ERROR cannot go on why="it is \"late\"" empty=""`,
  ])
})

test('a line for programs: a JSON object whose time, level and message nobody replaces', () => {
  const { log, lines } = opened('json')
  log.warn('no node can take the pod', { attempt: 1, level: 'a field', leaderElection: true })
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    {
      time: '2026-11-30T20:27:34.125Z',
      level: 'warn',
      message: 'no node can take the pod',
      attempt: 1,
      leaderElection: true,
    },
  ])
})

test.each(['text', 'json'] as const)('what others wrote is one line of a bounded length: %s', (format) => {
  const { log, lines } = opened(format)
  log.info(`a\nb\u001b[31m${'c'.repeat(5000)}`, { reason: `d\u202e\ne${'f'.repeat(5000)}` })
  expect(lines).toHaveLength(1)
  expect(lines[0]).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  expect(lines[0]?.length).toBeLessThan(1500)
})

test('debug is for those who ask', () => {
  const quiet = opened('text')
  quiet.log.debug('a conflict')
  expect(quiet.lines).toEqual([])
  const verbose = opened('text', true)
  verbose.log.debug('a conflict')
  expect(verbose.lines).toEqual(['2026-11-30T20:27:34.125Z DEBUG a conflict'])
})

test('as notices, only what is wrong, with the polecat', () => {
  const lines: string[] = []
  const log = noticeLog((line) => lines.push(line))
  log.info('leading')
  log.debug('a conflict')
  log.warn('lost the watch of pods')
  log.error('connection refused', { polecat: 'gastown-system/x', tries: 2 })
  expect(lines).toEqual(['lost the watch of pods', 'gastown-system/x: connection refused'])
})
