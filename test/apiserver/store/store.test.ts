import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Store } from '../../../src/apiserver/store/store.ts'
import { aFolder } from '../a-server.ts'

const key = (name: string, namespace = 'default') => ({ resource: 'things', namespace, name })
const thing = (name: string) => ({ metadata: { name } })

function aStore(folder = aFolder()): Store {
  const store = new Store(folder)
  onTestFinished(() => store.close())
  return store
}

const listed = (store: Store, namespace = '', after = '') =>
  [...store.list('things', namespace, after)].map((entry) => `${entry.namespace}/${entry.name}`)

test('lists in order, whatever the order of writing, also when it is opened again', async () => {
  const folder = aFolder()
  const store = new Store(folder)
  for (const name of ['m', 'a', 'z', 'c']) await store.put(key(name), thing(name))
  await store.put(key('k', 'default-2'), thing('k'))
  await store.put(key('b', 'an'), thing('b'))
  await store.put(key('c'), thing('c'))
  await store.remove(key('m'), thing('m'))
  await store.remove(key('never'), thing('never'))
  const all = ['an/b', 'default-2/k', 'default/a', 'default/c', 'default/z']
  expect(listed(store)).toEqual(all)
  expect(listed(store, 'default', 'default/a')).toEqual(['default/c', 'default/z'])
  await store.close()
  expect(listed(aStore(folder))).toEqual(all)
})

test('writes that come together are acknowledged together, in order, and seen only then', async () => {
  const store = aStore()
  const before = store.version
  const acknowledged: string[] = []
  const writes = ['a', 'b', 'a'].map(async (name) => {
    const { version } = await store.put(key(name), thing(name))
    acknowledged.push(`${name} ${version - before}, seen ${store.version - before}`)
  })
  expect(store.get(key('a'))).toBeUndefined()
  expect(store.latest(key('a'))?.version).toBe(before + 3)
  await Promise.all(writes)
  expect(acknowledged).toEqual(['a 1, seen 3', 'b 2, seen 3', 'a 3, seen 3'])
  expect(store.get(key('a'))?.version).toBe(before + 3)
})

test('a writer who never pauses does not hold up its own commit', async () => {
  const store = aStore()
  let before = 0
  const first = store.put(key('first'), thing('first')).then(() => (before = writes.length))
  const writes: Promise<unknown>[] = []
  for (let index = 0; index < 100; index++) {
    writes.push(store.put(key(`m${index}`), thing(`m${index}`)))
    await new Promise((resolve) => setImmediate(resolve))
  }
  await Promise.all([first, ...writes])
  expect(before).toBeLessThan(50)
})

test('in a quiet moment what was committed is moved out of the log', async () => {
  const folder = aFolder()
  const store = aStore(folder)
  await store.put(key('a'), thing('a'))
  // The file alone, without its log, as it is now.
  const moved = async () => {
    const copy = aFolder()
    copyFileSync(join(folder, 'objects.db'), join(copy, 'objects.db'))
    const alone = new Store(copy)
    const entry = alone.get(key('a'))
    await alone.close()
    return entry?.name
  }
  expect(await moved()).toBeUndefined()
  await expect.poll(moved, { interval: 300 }).toBe('a')
})
