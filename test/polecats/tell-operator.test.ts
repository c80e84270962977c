import { beforeEach, expect, test } from 'vitest'
import { GastownError } from '../../src/errors.ts'
import type { Client } from '../../src/kube/client.ts'
import { operatorLine, type OperatorTrouble } from '../../src/output/operator-words.ts'
import { whileOperatorIsTold } from '../../src/polecats/tell-operator.ts'
import { anOperatorLease } from '../support/fakes/fake-context.ts'

const now = Date.parse('2026-03-01T12:00:00Z')
const renewed = (version: string, time = '2026-03-01T11:59:55Z') => {
  const { metadata, spec } = anOperatorLease(time)
  return { metadata: { ...metadata, resourceVersion: version }, spec }
}
const missing = new GastownError('not-found', 'leases "gastown-operator" not found')

let details: string[]
beforeEach(() => {
  details = []
})

/** What is told while the server gives these one after the other. */
async function told(looks: readonly unknown[], { isLocal = false } = {}): Promise<string[]> {
  const tell: string[] = []
  const asked = Promise.withResolvers<void>()
  const left = [...looks]
  const get = async () => {
    const look = left.shift()
    if (left.length === 0) asked.resolve()
    if (look instanceof Error) throw look
    return look ?? looks.at(-1)
  }
  const context = {
    client: async () => ({ get }) as unknown as Client,
    namespace: async () => 'gastown-system',
    isLocal: async () => isLocal,
    signal: new AbortController().signal,
    stderr: { isTerminal: false } as never,
    now: () => now,
    detail: (line: string) => details.push(line),
  }
  const telling = { tell: (trouble: OperatorTrouble | undefined) => tell.push(operatorLine(trouble)), everyMs: 0 }
  await whileOperatorIsTold(context, telling, async () => {
    if (!isLocal) await asked.promise
    await new Promise((resolve) => setImmediate(resolve))
  })
  return tell
}

test('nothing while an operator works', async () => {
  expect(await told([renewed('1'), renewed('2'), renewed('3')])).toEqual([])
})

test('once that none runs, and that one works then', async () => {
  expect(await told([missing, missing, renewed('1'), renewed('2')])).toEqual([
    'No operator runs in gastown-system; install one with: gastown install',
    'An operator works now.',
  ])
})

test('one that is away by the clock, and is seen to work', async () => {
  const early = '2026-03-01T11:00:00Z'
  expect(await told([renewed('1', early), renewed('1', early), renewed('2', early)])).toEqual([
    expect.stringContaining('No operator has worked in gastown-system since 2026-03-01T11:00:00Z'),
    'An operator works now.',
  ])
})

test('a server that is away for a moment changes nothing', async () => {
  const away = new GastownError('unreachable', 'cannot reach it')
  expect(await told([missing, away, missing])).toHaveLength(1)
})

test('who may not look is told so in details alone', async () => {
  expect(await told([new GastownError('denied', 'forbidden')])).toEqual([])
  expect(details).toEqual(['unknown whether an operator works: forbidden'])
})

test('local mode is not asked', async () => {
  expect(await told([missing], { isLocal: true })).toEqual([])
})
