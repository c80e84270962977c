import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { watchSignal } from '../../../src/containers/changes.ts'
import { cutHanging, type Cuttable, type CutRule } from '../../../src/containers/push/abort-stalled.ts'
import { removalPatience } from '../../../src/containers/push/git-push-drafts.ts'
import { lastPatience } from '../../../src/containers/push/last-try.ts'
import { toldPatience } from '../../../src/containers/push/git-release-end.ts'
import { overtakenPatience } from '../../../src/containers/push/preempted.ts'
import { cutAt, type Course, type Patience } from '../../../src/containers/push/stall-timeouts.ts'
import { sinceWhen } from '../../../src/containers/push/since-when.ts'

type Case = readonly [what: string, patience: Patience, course: Omit<Course, 'beganAt'>, seconds: number]

/** Seconds since the beginning. */
const cases: readonly Case[] = [
  ['a checkpoint while nothing is newer', overtakenPatience, { heardAt: 1 }, Infinity],
  ['a checkpoint without a word', overtakenPatience, { waitedSince: 60 }, 60],
  ['a checkpoint that just got on', overtakenPatience, { heardAt: 58, waitedSince: 60 }, 63],
  ['a checkpoint that gets on while it is waited for', overtakenPatience, { heardAt: 600, waitedSince: 60 }, 605],
  ['a checkpoint that has been silent', overtakenPatience, { heardAt: 3, waitedSince: 60 }, 60],
  ['a release that nobody told to end', toldPatience, { heardAt: 3 }, Infinity],
  ['a release without a word', toldPatience, { waitedSince: 2 }, 5],
  ['a release that has long been silent', toldPatience, { heardAt: 3, waitedSince: 60 }, 60],
  ['a release that gets on', toldPatience, { heardAt: 64, waitedSince: 60 }, 69],
  ['a release that gets on for long', toldPatience, { heardAt: 70, waitedSince: 60 }, 72],
  ['a last push while there is time', lastPatience, { waitedSince: undefined }, Infinity],
  ['a last push without a word when the time is over', lastPatience, { waitedSince: 60 }, 60],
  ['a last push that the remote has answered', lastPatience, { heardAt: 3, waitedSince: 60 }, Infinity],
  ['a removal without a word', removalPatience, { waitedSince: 0 }, 15],
  ['a removal that gets on', removalPatience, { heardAt: 600, waitedSince: 0 }, 615],
]

test.for(cases)('%s is cut in time', ([, patience, { heardAt, waitedSince }, seconds]) => {
  const began = 1_000_000
  const at = (second: number | undefined): number | undefined =>
    second === undefined ? undefined : began + second * 1000
  const end = cutAt(patience, { beganAt: began, heardAt: at(heardAt), waitedSince: at(waitedSince) })
  expect((end - began) / 1000).toBe(seconds)
})

/** By the timers that the tests hold. */
function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds))
}

function hang({ signal }: Cuttable): Promise<never> {
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
async function talk(how: Cuttable): Promise<void> {
  for (const pause of [0.9, 1.9, 1.9]) {
    await sleep(pause * 1000)
    how.onProgress()
  }
  await hang(how)
}

function rule(name: string, patience: Patience, waitedSince: CutRule['waitedSince'] = () => 0): CutRule {
  return { patience, waitedSince, reason: () => new Error(name) }
}

describe('by the clock', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const told = new AbortController()
  const patience = { firstWordMs: 1000, silenceMs: 2000, inAllMs: Infinity }

  /** What comes of it, and after how many seconds. */
  async function came(rules: readonly CutRule[], act: (how: Cuttable) => Promise<unknown>): Promise<[unknown, number]> {
    const began = Date.now()
    const done = cutHanging(rules, watchSignal(told.signal), act).then(
      (value): [unknown, number] => [value, Date.now() - began],
      (error: Error): [unknown, number] => [error.message, Date.now() - began],
    )
    await vi.runAllTimersAsync()
    const [outcome, milliseconds] = await done
    return [outcome, milliseconds / 1000]
  }

  test('the first rule by which it hangs cuts it', async () => {
    const later = rule('later', { ...patience, firstWordMs: 9000 })
    expect(await came([later, rule('sooner', patience)], hang)).toEqual(['sooner', 1])
  })

  test('each word gives it time', async () => {
    expect(await came([rule('hangs', patience)], talk)).toEqual(['hangs', 6.7])
  })

  test('what comes to its end in time has its own outcome', async () => {
    expect(await came([rule('hangs', patience)], () => sleep(900).then(() => 'done'))).toEqual(['done', 0.9])
    expect(await came([rule('hangs', patience)], () => sleep(500).then(fail))).toEqual(['its own', 0.5])
  })

  test('it is not cut before somebody waits, and then counts from there', async () => {
    setTimeout(() => told.abort(), 7300)
    const since = sinceWhen(() => told.signal.aborted)
    const inAll = { firstWordMs: Infinity, silenceMs: Infinity, inAllMs: 4000 }
    expect(await came([rule('waited', inAll, since)], hang)).toEqual(['waited', 11.3])
  })

  test('a rule that fails ends it', async () => {
    expect(await came([rule('hangs', patience, fail)], hang)).toEqual(['its own', 0])
  })
})
