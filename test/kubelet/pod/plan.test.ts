import { describe, expect, test } from 'vitest'
import { plan, restartAt, type ObservedContainer, type StopRequest } from '../../../src/kubelet/pod/plan.ts'
import { readPod } from '../../../src/kubelet/pod/pod-spec.ts'
import { deadlineOf, stopRequest } from '../../../src/kubelet/pod/stop-request.ts'

const pod = readPod({
  metadata: { name: 'x', namespace: 'n', uid: 'u' },
  spec: {
    terminationGracePeriodSeconds: 60,
    activeDeadlineSeconds: 100,
    initContainers: [
      { name: 'init' },
      { name: 'push', restartPolicy: 'Always' },
      { name: 'save', restartPolicy: 'Always' },
    ],
    containers: [{ name: 'main' }],
  },
})
const now = 1_000_000

type Part = Partial<ObservedContainer>
const none: Part = { state: 'none' }
const starting: Part = { state: 'starting' }
const running = (more: Part = {}): Part => ({ state: 'running', runs: 1, startedAt: now - 5000, ...more })
const ended = (exitCode = 0, more: object = {}, at = now): Part => ({
  state: 'ended',
  runs: 1,
  last: { kind: 'ended', exitCode, startedAt: at - 1000, finishedAt: at, ...more },
})
const lost = () => ended(137, { reason: 'Lost' })
const seen = (init: Part, push: Part, save: Part, main: Part): ObservedContainer[] =>
  [init, push, save, main].map((part, at) => ({ spec: pod.containers[at]!, runs: 0, state: 'none', ...part }))
const steps = (all: ObservedContainer[], stop?: StopRequest) =>
  plan(pod, all, stop, now).steps.map((step) => `${step.do} ${step.name}`)

describe('goes on', () => {
  test.each<[string, ObservedContainer[], string[]]>([
    ['from nothing', seen(none, none, none, none), ['start init']],
    ['waits for the shim', seen(starting, none, none, none), []],
    ['waits for an init container', seen(running(), none, none, none), []],
    ['then the first sidecar', seen(ended(), none, none, none), ['start push']],
    ['each sidecar after the other', seen(ended(), starting, none, none), []],
    ['the second', seen(ended(), running(), none, none), ['start save']],
    ['then main', seen(ended(), running(), running(), none), ['start main']],
    ['nothing while all runs', seen(ended(), running(), running(), running()), []],
    ['a sidecar that died, at once', seen(ended(), running(), ended(1), running()), ['start save']],
    ['but not twice at once', seen(ended(), running(), { ...ended(1), runs: 2 }, running()), []],
    ['a sidecar that died holds nobody back', seen(ended(), { ...ended(1), runs: 3 }, running(), none), ['start main']],
  ])('%s', (_what, all, expected) => {
    expect(steps(all)).toEqual(expected)
  })

  test('looks again when a sidecar may start', () => {
    const all = seen(ended(), running(), { ...ended(1), runs: 3 }, running())
    expect(plan(pod, all, undefined, now)).toMatchObject({ again: now + 20_000, ending: false, over: false })
  })

  test.each([
    [1, 1000, 0],
    [2, 1000, 10_000],
    [3, 1000, 20_000],
    [7, 1000, 300_000],
    [7, 600_000, 0],
  ])('after %i runs, the last of %i ms, a sidecar waits %i ms', (runs, length, wait) => {
    const [, , save] = seen(ended(), running(), { ...ended(1, { startedAt: now - length }), runs }, running())
    expect(restartAt(save!)).toBe(now + wait)
  })
})

describe('winds down', () => {
  const deleted = { reason: 'deleted', since: now - 1000, graceSeconds: 60 } as const
  const late = { reason: 'deleted', since: now - 61_000, graceSeconds: 60 } as const
  const evicted = { reason: 'evicted', since: now - 500, graceSeconds: 60, mainGraceSeconds: 1 } as const
  const second = { ...evicted, since: now - 1000 }
  const atOnce = { reason: 'deleted', since: now, graceSeconds: 0 } as const
  const told = (ago: number) => running({ termAt: now - ago })
  const { last } = lost()

  test.each<[string, ObservedContainer[], StopRequest | undefined, string[]]>([
    ['main ended: the last sidecar first', seen(ended(), running(), running(), ended()), undefined, ['terminate save']],
    ['waits for it', seen(ended(), running(), told(10), ended()), undefined, []],
    ['then the first', seen(ended(), running(), ended(), ended()), undefined, ['terminate push']],
    ['is over', seen(ended(), ended(), ended(), ended()), undefined, []],
    ['a failed init container', seen(ended(1), none, none, none), undefined, []],
    ['deleted: main', seen(ended(), running(), running(), running()), deleted, ['terminate main']],
    ['deleted before main began', seen(running(), none, none, none), deleted, ['terminate init']],
    ['a shim on its way is waited for', seen(ended(), running(), running(), starting), deleted, []],
    ['end of the grace', seen(ended(), running(), running(), told(60_000)), late, ['kill main']],
    ['a sidecar told late has two seconds', seen(ended(), running(), told(1000), ended()), late, []],
    ['and no more', seen(ended(), running(), told(2000), ended()), late, ['kill save']],
    ['a late one is told all the same', seen(ended(), running(), ended(), ended()), late, ['terminate push']],
    ['without grace', seen(ended(), running(), running(), running()), atOnce, ['kill main']],
    ['without grace, sidecars', seen(ended(), running(), running(), ended()), atOnce, ['kill save']],
    ['evicted: main', seen(ended(), running(), running(), running()), evicted, ['terminate main']],
    ['evicted: main has a second', seen(ended(), running(), running(), told(1000)), second, ['kill main']],
    ['evicted: sidecars have their time', seen(ended(), running(), told(500), ended()), evicted, []],
    ['a power cut: sidecars save', seen(ended(), lost(), lost(), lost()), undefined, ['start push', 'start save']],
    ['also of a deleted pod', seen(ended(), lost(), lost(), lost()), late, ['start push', 'start save']],
    ['and then end', seen(ended(), running(), running(), lost()), undefined, ['terminate save']],
    ['only the agent was lost', seen(ended(), running(), running(), lost()), undefined, ['terminate save']],
    ['a power cut while they save', seen(ended(), lost(), lost(), ended()), undefined, ['start push', 'start save']],
    ['also late', seen(ended(), lost(), lost(), ended(0, {}, now - 100_000)), late, ['start push', 'start save']],
    ['a power cut while the first saves', seen(ended(), lost(), ended(), ended()), undefined, ['start push']],
    ['started again, it has its time', seen(ended(), { ...told(3000), last }, ended(), ended()), late, []],
    [
      'a sidecar that failed while it saved',
      seen(ended(), running(), ended(1), ended()),
      undefined,
      ['terminate push'],
    ],
  ])('%s', (_what, all, stop, expected) => {
    expect(steps(all, stop)).toEqual(expected)
  })

  test('over means that nothing runs and nothing will', () => {
    expect(plan(pod, seen(ended(), ended(), ended(), ended()), undefined, now).over).toBe(true)
    expect(plan(pod, seen(ended(1), none, none, none), undefined, now).over).toBe(true)
    expect(plan(pod, seen(none, none, none, none), deleted, now).over).toBe(true)
    expect(plan(pod, seen(ended(), lost(), lost(), lost()), undefined, now).over).toBe(false)
    expect(plan(pod, seen(ended(), ended(), told(1), ended()), undefined, now).over).toBe(false)
  })
})

describe('the order to stop', () => {
  const facts = { pod, startTime: now - 50_000, gone: false, mainEnded: false, pastStorage: undefined }
  const dying = (graceSeconds: number) => ({ ...facts, pod: { ...pod, deletion: { graceSeconds } } })
  const evicted = { reason: 'evicted', since: now, graceSeconds: 60, mainGraceSeconds: 1, message: 'Much.' } as const
  const first = { reason: 'deleted', since: now - 10_000, graceSeconds: 60 } as const

  test.each<[string, StopRequest | undefined, Parameters<typeof stopRequest>[1], StopRequest | undefined]>([
    ['none', undefined, facts, undefined],
    ['deleted', undefined, dying(60), { reason: 'deleted', since: now, graceSeconds: 60 }],
    ['gone', undefined, { ...facts, gone: true }, { reason: 'deleted', since: now, graceSeconds: 60 }],
    [
      'deadline',
      undefined,
      { ...facts, startTime: now - 100_000 },
      { reason: 'deadline', since: now, graceSeconds: 60 },
    ],
    ['past a limit of disk', undefined, { ...facts, pastStorage: 'Much.' }, evicted],
    ['past it, main has ended', undefined, { ...facts, pastStorage: 'Much.', mainEnded: true }, undefined],
    ['evicted and deleted', evicted, dying(30), { ...evicted, graceSeconds: 30 }],
    ['deadline, main has ended', undefined, { ...facts, startTime: now - 100_000, mainEnded: true }, undefined],
    ['once given it stays', first, dying(60), first],
    ['only shorter', first, dying(30), { reason: 'deleted', since: now, graceSeconds: 30 }],
    ['never longer', first, dying(55), first],
    ['at once', first, dying(0), { reason: 'deleted', since: now, graceSeconds: 0 }],
  ])('%s', (_what, before, given, expected) => {
    expect(stopRequest(before, given, now)).toEqual(expected)
  })

  test('the deadline counts from the start', () => {
    expect(deadlineOf(facts)).toBe(now + 50_000)
  })
})
