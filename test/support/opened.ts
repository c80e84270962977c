/** What tests open before and close after, named once at the top of a file as a constant. */
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'

/** One for all tests of the file, or of the `describe` it is called in. */
export function openedOnce<T extends object>(open: () => Promise<T>, close?: (opened: T) => Promise<void>): T {
  return opened(beforeAll, afterAll, open, close)
}

/** A new one for each test. */
export function openedForEach<T extends object>(open: () => Promise<T>, close?: (opened: T) => Promise<void>): T {
  return opened(beforeEach, afterEach, open, close)
}

type Hook = (act: () => Promise<void>) => void

function opened<T extends object>(
  before: Hook,
  after: Hook,
  open: () => Promise<T>,
  close?: (opened: T) => Promise<void>,
): T {
  let current: T | undefined
  before(async () => {
    current = await open()
  })
  after(async () => {
    const last = current
    current = undefined
    if (last !== undefined) await close?.(last)
  })
  const now = () => {
    if (current === undefined) throw new Error('this is open only while tests and hooks run')
    return current
  }
  return new Proxy({} as T, {
    get(_, name) {
      const value: unknown = Reflect.get(now(), name, now())
      return typeof value === 'function' ? (value.bind(now()) as unknown) : value
    },
    set: (_, name, value) => Reflect.set(now(), name, value, now()),
  })
}
