import { expect, test } from 'vitest'
import { Entry } from '../../../src/apiserver/store/entry.ts'
import { EventLog, type StoreEvent } from '../../../src/apiserver/store/event-log.ts'

function event(version: number, size = 10): StoreEvent {
  const entry = new Entry({ resource: 'x', namespace: '', name: `n${version}` }, version, 'x'.repeat(size))
  return { type: 'ADDED', version, entry, previous: undefined }
}

function readFrom(log: EventLog, version: number): number[] | 'gone' {
  const start = log.position(version)
  if (start === undefined) return 'gone'
  const versions: number[] = []
  for (let at = start; ; at++) {
    const found = log.at(at)
    if (typeof found === 'string') return versions
    versions.push(found.version)
  }
}

test('gives everything after a version', () => {
  const log = new EventLog(5)
  log.append([event(6), event(8), event(9)])
  expect(readFrom(log, 5)).toEqual([6, 8, 9])
  expect(readFrom(log, 7)).toEqual([8, 9])
  expect(readFrom(log, 9)).toEqual([])
  expect(readFrom(log, 4)).toBe('gone')
})

test('forgets the oldest, by number', () => {
  const log = new EventLog(0)
  for (let version = 1; version <= 10_001; version++) log.append([event(version)])
  expect(readFrom(log, 1)).toBe('gone')
  const kept = readFrom(log, 10_000 - 8_000)
  expect(kept).toHaveLength(8001)
  expect(log.at(0)).toBe('gone')
})

test('forgets the oldest, by size', () => {
  const log = new EventLog(0)
  const size = 8 * 1024 * 1024
  for (let version = 1; version <= 6; version++) log.append([event(version, size)])
  expect(readFrom(log, 1)).toBe('gone')
  expect(readFrom(log, 2)).toEqual([3, 4, 5, 6])
})

test('tells its readers of every change until they have enough', () => {
  const log = new EventLog(0)
  const told: string[] = []
  log.onChange(() => told.push('one'))
  const forget = log.onChange(() => told.push('other'))
  log.append([event(1)])
  forget()
  log.append([event(2), event(3)])
  expect(told).toEqual(['one', 'other', 'one'])
})
