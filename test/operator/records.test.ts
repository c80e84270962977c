/** What the operator keeps of attempts: read from their logs, written, trimmed. */
import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { parseRecordMap, recordMap } from '../../src/attempt/record-map.ts'
import { GastownError } from '../../src/errors.ts'
import { configMaps } from '../../src/kube/resources.ts'
import { readRecord } from '../../src/operator/read-record.ts'
import { openRecords } from '../../src/operator/records.ts'
import type { Polecat } from '../../src/polecat/schema.ts'
import { RecordKeeper } from '../../src/record/keeper.ts'
import { printedRecord } from '../../src/record/printed.ts'
import { aPolecat } from '../support/a-polecat.ts'
import { aRecorded } from '../support/a-record.ts'
import { fakeCluster, type FakeCluster } from '../support/fakes/fake-cluster.ts'
import { anEndedPod, aPod, worked } from './a-pod.ts'

let cluster: FakeCluster
beforeEach(() => {
  cluster = fakeCluster()
})

const event = (n: number, text: string) => ({
  n,
  time: '2026-01-01T00:00:00.000Z',
  event: { type: 'text' as const, text },
})
const lines = (count: number) => Array.from({ length: count }, (_, i) => JSON.stringify(event(i + 1, `line ${i + 1}`)))

function printed(count: number): string[] {
  const keeper = new RecordKeeper()
  for (let n = 1; n <= count; n += 1) {
    const one = event(n, randomBytes(200).toString('base64'))
    keeper.add(one, JSON.stringify(one))
  }
  return printedRecord(keeper.finish())
}

const place = () => ({ client: cluster.client, workerNamespace: 'gastown-workers' })
const name = anEndedPod().metadata?.name ?? ''
const shownBy = (recorded: Awaited<ReturnType<typeof readRecord>>, polecat = ended()) =>
  parseRecordMap(recordMap(polecat, 1, recorded))

const ended = (finishedAt = '2026-01-01T00:01:00Z', named = 'fix-it'): Polecat => ({
  ...aPolecat({}, { env: [{ name: 'TOKEN', value: 'secret' }] }, named),
  metadata: { name: named, namespace: 'gastown-system', uid: `${named}-uid` },
  status: { phase: 'Done', reason: 'Pushed', attempt: 1, finishedAt, usage: { costUSD: 0.5, costBasis: 'reported' } },
})

describe('an attempt whose log', () => {
  test('ends with a record: all of its events', async () => {
    const record = printed(400)
    cluster.logs.set(name, [...lines(400), ...record])
    const pod = anEndedPod({ save: { ...worked, record: record.length } })
    const shown = shownBy(await readRecord(place(), pod, false))
    expect(shown).toMatchObject({ events: 400, shortened: 0, attempt: 1 })
    expect(shown?.missing).toBeUndefined()
    expect(shown?.transcript.map(({ n }) => n)).toEqual(Array.from({ length: 400 }, (_, i) => i + 1))
  })

  test('lost lines of its record: what came, and how many did not', async () => {
    const record = printed(400)
    cluster.logs.set(name, [...lines(400), ...record.slice(2)])
    const pod = anEndedPod({ save: { ...worked, record: record.length } })
    expect(shownBy(await readRecord(place(), pod, false))).toMatchObject({
      events: 400,
      missing: `2 of ${record.length} lines of the record are missing or damaged`,
    })
  })

  test('ends in the middle of the work: the end that is there', async () => {
    cluster.logs.set(name, [...lines(20), 'a word', '{"record":1,"of":1}'])
    const shown = shownBy(await readRecord(place(), anEndedPod({ save: { terminated: { exitCode: 137 } } }), false))
    expect(shown?.transcript).toHaveLength(20)
    expect(shown).toMatchObject({ events: 20, missing: expect.stringContaining('git-save ended before it printed') })
  })

  test.for(['not-found', 'denied', 'invalid'] as const)('cannot be read for good (%s): said at once', async (kind) => {
    cluster.failNext('get pods', new GastownError(kind, 'no\u001B[2J'))
    const shown = shownBy(await readRecord(place(), anEndedPod(), false))
    expect(shown).toMatchObject({ events: 12, transcript: [] })
    expect(shown?.missing).toMatch(/^the log of git-save could not be read: no.*\[2J$/)
    expect(shown?.missing).not.toContain('\u001B')
  })

  test('cannot be read now: tried again, but not for ever', async () => {
    const away = new GastownError('unreachable', 'the node does not respond')
    cluster.failNext('get pods', away)
    await expect(readRecord(place(), anEndedPod(), false)).rejects.toThrow(away)
    cluster.failNext('get pods', away)
    expect((await readRecord(place(), anEndedPod(), true)).missing).toContain('the node does not respond')
  })

  test('never was: nothing is missing', async () => {
    const recorded = await readRecord(place(), aPod({ phase: 'Failed' }), false)
    expect(recorded).toEqual({ transcript: Buffer.alloc(0), events: 0, shortened: 0 })
  })
})

describe('a record', () => {
  test('keeps task, status and outcome, and no environment', () => {
    const map = recordMap(ended(), 1, aRecorded({ 1: { type: 'text', text: 'hello' } }))
    expect(map.immutable).toBe(true)
    expect(map.metadata).toMatchObject({
      name: 'fix-it-fixituid-1-record',
      namespace: 'gastown-system',
      labels: { 'gastown.io/role': 'record', polecat: 'fix-it', 'gastown.io/attempt': '1' },
      annotations: { 'gastown.io/outcome': 'Pushed', 'gastown.io/cost': '0.5', 'gastown.io/rig': 'athena' },
    })
    expect(JSON.stringify(map)).not.toContain('TOKEN')
    expect(parseRecordMap(map)?.polecat).toMatchObject({
      spec: { taskDescription: 'Fix the tests.' },
      status: { reason: 'Pushed' },
    })
  })

  test('of an attempt whose status is gone has none of another', () => {
    expect(parseRecordMap(recordMap(ended(), 3, aRecorded({})))?.polecat.status).toBeUndefined()
  })

  test.for([
    ['nothing', {}],
    ['no JSON', { 'record.json': '{' }],
    ['another version', { 'record.json': '{"version":2}' }],
  ] as const)('with %s in it is none', ([, data]) => {
    expect(parseRecordMap({ data })).toBeUndefined()
  })

  test('with a damaged transcript says so', () => {
    const map = recordMap(ended(), 1, { ...aRecorded({}), transcript: Buffer.from('words') })
    expect(parseRecordMap(map)).toMatchObject({ transcript: [], missing: 'the transcript is damaged' })
  })
})

const opened = (recordBytes?: number) => {
  const work: Promise<void>[] = []
  const notices: unknown[] = []
  const options = { client: cluster.client, polecatNamespace: 'gastown-system', recordBytes }
  const records = openRecords({
    ...options,
    log: { warn: (line, fields) => void notices.push([line, fields]) },
    later: (one) => work.push(one()),
  })
  return { records, notices, trimmed: () => Promise.all(work) }
}
const kept = () =>
  cluster.all(configMaps).map(({ metadata, data }) => [metadata?.labels?.['polecat'], data !== undefined])

describe('records that take too much room', () => {
  const large = { ...aRecorded({}), transcript: randomBytes(20_000) }
  const write = async ({ records, trimmed }: ReturnType<typeof opened>, names: readonly string[]) => {
    for (const [i, one] of names.entries()) {
      await records.write(ended(`2026-01-01T00:0${i}:00Z`, one), 1, large)
      await trimmed()
    }
  }

  test('lose the data of the oldest, and keep how they ended', async () => {
    await write(opened(60_000), ['a', 'b', 'c', 'd'])
    expect(kept().toSorted()).toEqual([
      ['a', false],
      ['b', false],
      ['c', true],
      ['d', true],
    ])
    const [first] = cluster.all(configMaps).filter(({ metadata }) => metadata?.labels?.['polecat'] === 'a')
    expect(first?.metadata?.annotations).toMatchObject({
      'gastown.io/outcome': 'Pushed',
      'gastown.io/record-bytes': '0',
    })
  })

  test('go altogether, where even that is too much', async () => {
    await write(opened(2500), ['a', 'b', 'c', 'd'])
    expect(kept()).toEqual([
      ['c', false],
      ['d', false],
    ])
  })

  test('are all counted by an operator that starts', async () => {
    await write(opened(), ['a', 'b', 'c'])
    await write(opened(60_000), ['d'])
    expect(kept().filter(([, isWhole]) => isWhole)).toHaveLength(2)
  })

  test('one that cannot be written holds nothing up', async () => {
    const { records, notices } = opened()
    cluster.failNext('create configmaps', new GastownError('denied', 'no right to create configmaps'))
    await records.write(ended(), 1, large)
    const fields = { polecat: 'fix-it', attempt: 1, error: 'no right to create configmaps' }
    expect(notices).toEqual([['cannot write the record of an attempt', fields]])
    await records.write(ended(), 1, large)
    await records.write(ended(), 1, large)
    expect(kept()).toEqual([['fix-it', true]])
  })

  test('those of one polecat go on request', async () => {
    const one = opened()
    await write(one, ['a', 'b'])
    await one.records.removeOf(ended(undefined, 'a'))
    expect(kept()).toEqual([['b', true]])
  })
})
