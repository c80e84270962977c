import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openBestEffortQueue } from '../../src/kube/best-effort-queue.ts'

test('one after another, with a rest as long as four writes', async () => {
  const bestEffort = openBestEffortQueue(() => {})
  const times: number[] = []
  for (let index = 0; index < 3; index++)
    bestEffort.run('not written', async () => {
      times.push(performance.now())
      await sleep(20)
    })
  await expect.poll(() => times.length).toBe(3)
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0))
  for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(95)
})

test('at the end nothing rests, and everything is done', async () => {
  const said: string[] = []
  const bestEffort = openBestEffortQueue((line) => said.push(line))
  const done: number[] = []
  let first = 0
  const began = performance.now()
  for (let index = 0; index < 5; index++)
    bestEffort.run('event not written', async () => {
      await sleep(index === 0 ? 300 : 1)
      if (index === 0) first = performance.now() - began
      done.push(index)
      if (index === 3) throw new Error('no such namespace')
    })
  await bestEffort.settled()
  // The rest after the first one alone would be four times as long.
  expect(performance.now() - began).toBeLessThan(4 * first)
  expect(done.toSorted()).toEqual([0, 1, 2, 3, 4])
  expect(said).toEqual(['event not written: no such namespace'])
  bestEffort.run('later', async () => done.push(5))
  await bestEffort.settled()
  expect(done).toContain(5)
})

test('beyond its limit it drops and counts, and says so once', async () => {
  const said: string[] = []
  const done: number[] = []
  let drops = 0
  const bestEffort = openBestEffortQueue((line) => said.push(line), { most: 2, dropped: () => (drops += 1) })
  const first = Promise.withResolvers<void>()
  bestEffort.run('cannot write an Event', () => first.promise)
  for (let index = 0; index < 5; index++) bestEffort.run('cannot write an Event', async () => done.push(index))
  expect(drops).toBe(3)
  first.resolve()
  await bestEffort.settled()
  expect(done).toEqual([0, 1])
  expect(said).toEqual(['cannot write an Event: 2 wait already; more are dropped until the server keeps up'])
})
