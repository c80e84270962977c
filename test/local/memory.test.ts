import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { collectWhenIdle } from '../../src/local/memory.ts'

const collect = vi.fn<() => void>()

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('gc', collect)
  collect.mockClear()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('memory goes back once after each time of work, and not while there is work', () => {
  const rest = collectWhenIdle()
  for (let second = 0; second < 20; second++) {
    vi.advanceTimersByTime(1000)
    rest.onActivity()
  }
  expect(collect).not.toHaveBeenCalled()
  vi.advanceTimersByTime(60_000)
  expect(collect).toHaveBeenCalledTimes(1)
  rest.onActivity()
  vi.advanceTimersByTime(60_000)
  expect(collect).toHaveBeenCalledTimes(2)
  rest.onActivity()
  rest.end()
  vi.advanceTimersByTime(60_000)
  expect(collect).toHaveBeenCalledTimes(2)
})
