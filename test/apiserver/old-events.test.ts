import { expect, onTestFinished, test } from 'vitest'
import { events } from '../../src/apiserver/builtin/events.ts'
import { namespaces } from '../../src/apiserver/builtin/small.ts'
import { Streams } from '../../src/apiserver/http/streams.ts'
import type { Cluster } from '../../src/apiserver/cluster.ts'
import { forgetEventsBefore } from '../../src/apiserver/old-events.ts'
import { Registry } from '../../src/apiserver/registry.ts'
import { Store } from '../../src/apiserver/store/store.ts'
import { create } from '../../src/apiserver/write/create.ts'
import { aFolder } from './a-server.ts'

test('events are forgotten by when they were last seen', async () => {
  const store = new Store(aFolder())
  onTestFinished(() => store.close())
  const registry = new Registry([events, namespaces])
  const cluster: Cluster = {
    store,
    registry,
    nodeAgent: undefined,
    streams: new Streams(),
    signal: new AbortController().signal,
  }
  await create(cluster, namespaces, '', { metadata: { name: 'n' } }, false)
  const add = (name: string, lastTimestamp?: string) =>
    create(cluster, events, 'n', { metadata: { name }, lastTimestamp }, false)
  await Promise.all([add('old', '2020-01-01T00:00:00Z'), add('newer', '2020-01-03T00:00:00Z'), add('now')])
  await forgetEventsBefore(cluster, Date.parse('2020-01-02T00:00:00Z'))
  expect([...store.list('events')].map(({ name }) => name)).toEqual(['newer', 'now'])
})
