import { expect, test } from 'vitest'
import { openWorkqueue } from '../../src/operator/workqueue.ts'

/** Work that goes on until the test lets it end. */
function gate() {
  const begun: string[] = []
  const open = new Map<string, () => void>()
  const work = (key: string) =>
    new Promise<void>((resolve) => {
      begun.push(key)
      open.set(key, resolve)
    })
  return { begun, work, finish: (key: string) => open.get(key)?.() }
}

const isStart = (key: string) => key.startsWith('start')

const never = () => {
  throw new Error('not expected')
}

test('a key is worked on by one worker at a time, and once for all that was added meanwhile', async () => {
  const { begun, work, finish } = gate()
  const queue = openWorkqueue({ workers: 4, work, failed: never })
  for (let times = 0; times < 5; times++) queue.add('a')
  expect(begun).toEqual(['a'])
  expect(queue.length).toBe(2)
  finish('a')
  await expect.poll(() => begun).toEqual(['a', 'a'])
  finish('a')
  await queue.close()
})

test('no more than so many at once', async () => {
  const { begun, work, finish } = gate()
  const queue = openWorkqueue({ workers: 2, work, failed: never })
  for (const key of ['a', 'b', 'c']) queue.add(key)
  expect(begun).toEqual(['a', 'b'])
  finish('b')
  await expect.poll(() => begun).toEqual(['a', 'b', 'c'])
  finish('a')
  finish('c')
  await queue.close()
})

test('what fails is tried again, and told with its count', async () => {
  const told: number[] = []
  let tries = 0
  const queue = openWorkqueue({
    workers: 1,
    async work() {
      if (++tries < 3) throw new Error('not yet')
    },
    failed: (_key, _error, count) => told.push(count),
  })
  queue.add('a')
  await expect.poll(() => tries).toBe(3)
  expect(told).toEqual([1, 2])
  await queue.close()
})

test('a time replaces an earlier one, and none takes it away', async () => {
  const done: string[] = []
  const queue = openWorkqueue({
    workers: 1,
    async work(key) {
      done.push(key)
    },
    failed: never,
  })
  queue.addAt('never', new Date(Date.now() + 5))
  queue.addAt('never', undefined)
  queue.addAt('later', new Date(Date.now() + 3_600_000 * 24 * 365))
  queue.addAt('soon', new Date(Date.now() + 3_600_000))
  queue.addAt('soon', new Date(Date.now() + 10))
  await expect.poll(() => done).toEqual(['soon'])
  await queue.close()
})

test('closing waits for what is under way and begins nothing', async () => {
  const { begun, work, finish } = gate()
  const queue = openWorkqueue({ workers: 1, work, failed: never })
  queue.add('a')
  queue.add('b')
  const closed = queue.close()
  queue.add('c')
  queue.addAt('d', new Date())
  finish('a')
  await closed
  expect(begun).toEqual(['a'])
})

test('a change is worked on before the starts that wait, and neither takes the workers that are kept for the other', async () => {
  const { begun, work, finish } = gate()
  const queue = openWorkqueue({ workers: 4, reserved: 1, isStart, work, failed: never })
  for (const key of ['start-1', 'start-2', 'start-3', 'start-4', 'start-5']) queue.add(key)
  expect(begun).toEqual(['start-1', 'start-2', 'start-3'])
  for (const key of ['a', 'b', 'c', 'd']) queue.add(key)
  expect(begun.slice(3)).toEqual(['a'])
  finish('start-1')
  await expect.poll(() => begun.slice(4)).toEqual(['b'])
  finish('start-2')
  await expect.poll(() => begun.slice(5)).toEqual(['c'])
  finish('start-3')
  await expect.poll(() => begun.slice(6)).toEqual(['start-4'])
  for (const key of ['a', 'b', 'c', 'start-4']) finish(key)
  await expect.poll(() => begun.slice(7)).toEqual(['d', 'start-5'])
  for (const key of ['d', 'start-5']) finish(key)
  await queue.close()
})

test('a start that has become a change is served as one', async () => {
  const { begun, work, finish } = gate()
  const starts = new Set(['a', 'b', 'c'])
  const queue = openWorkqueue({ workers: 1, isStart: (key) => starts.has(key), work, failed: never })
  for (const key of starts) queue.add(key)
  starts.delete('c')
  queue.add('c')
  expect(queue.length).toBe(3)
  finish('a')
  await expect.poll(() => begun).toEqual(['a', 'c'])
  finish('c')
  await expect.poll(() => begun).toEqual(['a', 'c', 'b'])
  finish('b')
  await queue.close()
})
