import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { watchSignal } from '../../../src/containers/changes.ts'
import { abortStalled, type Abortable, type AbortRule } from '../../../src/containers/push/abort-stalled.ts'
import { removalTimeouts } from '../../../src/containers/push/clean-up-temporary-refs.ts'
import { lastPushTimeouts } from '../../../src/containers/push/last-try.ts'
import { termTimeouts } from '../../../src/containers/push/git-release-end.ts'
import { preemptedTimeouts } from '../../../src/containers/push/preempted.ts'
import { abortAt, type PushActivity, type StallTimeouts } from '../../../src/containers/push/stall-timeouts.ts'
import { sinceWhen } from '../../../src/containers/push/since-when.ts'

type Case = readonly [what: string, timeouts: StallTimeouts, course: Omit<PushActivity, 'beganAt'>, seconds: number]

/** Seconds since the beginning. */
const cases: readonly Case[] = [
  ['a checkpoint while nothing is newer', preemptedTimeouts, { heardAt: 1 }, Infinity],
  ['a checkpoint without a word', preemptedTimeouts, { waitedSince: 60 }, 60],
  ['a checkpoint that just got on', preemptedTimeouts, { heardAt: 58, waitedSince: 60 }, 63],
  ['a checkpoint that gets on while it is waited for', preemptedTimeouts, { heardAt: 600, waitedSince: 60 }, 605],
  ['a checkpoint that has been silent', preemptedTimeouts, { heardAt: 3, waitedSince: 60 }, 60],
  ['a release that nobody told to end', termTimeouts, { heardAt: 3 }, Infinity],
  ['a release without a word', termTimeouts, { waitedSince: 2 }, 5],
  ['a release that has long been silent', termTimeouts, { heardAt: 3, waitedSince: 60 }, 60],
  ['a release that gets on', termTimeouts, { heardAt: 64, waitedSince: 60 }, 69],
  ['a release that gets on for long', termTimeouts, { heardAt: 70, waitedSince: 60 }, 72],
  ['a last push while there is time', lastPushTimeouts, { waitedSince: undefined }, Infinity],
  ['a last push without a word when the time is over', lastPushTimeouts, { waitedSince: 60 }, 60],
  ['a last push that the remote has answered', lastPushTimeouts, { heardAt: 3, waitedSince: 60 }, Infinity],
  ['a removal without a word', removalTimeouts, { waitedSince: 0 }, 15],
  ['a removal that gets on', removalTimeouts, { heardAt: 600, waitedSince: 0 }, 615],
]

test.for(cases)('%s is cut in time', ([, timeouts, { heardAt, waitedSince }, seconds]) => {
  const began = 1_000_000
  const at = (second: number | undefined): number | undefined =>
    second === undefined ? undefined : began + second * 1000
  const end = abortAt(timeouts, { beganAt: began, heardAt: at(heardAt), waitedSince: at(waitedSince) })
  expect((end - began) / 1000).toBe(seconds)
})

/** By the timers that the tests hold. */
function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds))
}

function hang({ signal }: Abortable): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => reject(signal.reason as Error)
    if (signal.aborted) end()
    else signal.addEventListener('abort', end)
  })
}

function fail(): never {
  throw new Error('its own')
}

/** Says a word after each of these seconds, and then nothing more. */
async function talk(how: Abortable): Promise<void> {
  for (const pause of [0.9, 1.9, 1.9]) {
    await sleep(pause * 1000)
    how.onProgress()
  }
  await hang(how)
}

function rule(name: string, timeouts: StallTimeouts, waitedSince: AbortRule['waitedSince'] = () => 0): AbortRule {
  return { timeouts, waitedSince, reason: () => new Error(name) }
}

describe('by the clock', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const told = new AbortController()
  const timeouts = { firstResponseMs: 1000, idleMs: 2000, totalMs: Infinity }

  /** What comes of it, and after how many seconds. */
  async function came(
    rules: readonly AbortRule[],
    act: (how: Abortable) => Promise<unknown>,
  ): Promise<[unknown, number]> {
    const began = Date.now()
    const done = abortStalled(rules, watchSignal(told.signal), act).then(
      (value): [unknown, number] => [value, Date.now() - began],
      (error: Error): [unknown, number] => [error.message, Date.now() - began],
    )
    await vi.runAllTimersAsync()
    const [outcome, milliseconds] = await done
    return [outcome, milliseconds / 1000]
  }

  test('the first rule by which it hangs cuts it', async () => {
    const later = rule('later', { ...timeouts, firstResponseMs: 9000 })
    expect(await came([later, rule('sooner', timeouts)], hang)).toEqual(['sooner', 1])
  })

  test('each word gives it time', async () => {
    expect(await came([rule('hangs', timeouts)], talk)).toEqual(['hangs', 6.7])
  })

  test('what comes to its end in time has its own outcome', async () => {
    expect(await came([rule('hangs', timeouts)], () => sleep(900).then(() => 'done'))).toEqual(['done', 0.9])
    expect(await came([rule('hangs', timeouts)], () => sleep(500).then(fail))).toEqual(['its own', 0.5])
  })

  test('it is not cut before somebody waits, and then counts from there', async () => {
    setTimeout(() => told.abort(), 7300)
    const since = sinceWhen(() => told.signal.aborted)
    const inAll = { firstResponseMs: Infinity, idleMs: Infinity, totalMs: 4000 }
    expect(await came([rule('waited', inAll, since)], hang)).toEqual(['waited', 11.3])
  })

  test('a rule that fails ends it', async () => {
    expect(await came([rule('hangs', timeouts, fail)], hang)).toEqual(['its own', 0])
  })
})
