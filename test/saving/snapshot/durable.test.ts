import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeDurable } from '../../../src/saving/snapshot/durable-objects.ts'
import { openObjectStore } from '../../../src/saving/snapshot/objects.ts'
import { openOwnGit } from '../../../src/saving/snapshot/own-git.ts'
import { git } from '../../support/attempt-folder.ts'
import { inFull, moreInFull } from '../../support/full.ts'
import { ACheckout } from './a-checkout.ts'

async function written(checkout: ACheckout, count: number) {
  const own = openOwnGit(checkout.handoff, checkout.path('/handoff/save'), process.env['PATH'])
  const store = openObjectStore(checkout.handoff)
  const names: string[] = []
  for (let one = 0; one < count; one += 1) names.push(await store.write('blob', Buffer.from(`object ${one}`)))
  return { own, store, names }
}

function looseOf(checkout: ACheckout, names: readonly string[]): string[] {
  const path = (name: string) => join(checkout.handoff, 'objects', name.slice(0, 2), name.slice(2))
  return names.filter((name) => existsSync(path(name)))
}

test('few objects stay files, many become a pack, and each can be read as before', async () => {
  await using checkout = await ACheckout.of({})
  for (const [count, loose] of [[20, 20] as const, [300, 0] as const]) {
    const { own, store, names } = await written(checkout, count)
    expect(store.loose.size).toBe(count)
    await makeDurable(own, store.loose)
    expect(store.loose.size).toBe(0)
    expect(looseOf(checkout, names)).toHaveLength(loose)
    expect(git(checkout.handoff, 'cat-file', 'blob', names.at(-1) ?? '')).toBe(`object ${count - 1}`)
  }
  expect(readdirSync(join(checkout.handoff, 'objects', 'pack')).filter((name) => name.endsWith('.pack'))).toHaveLength(
    1,
  )
})

const counts = [20, 300]

test.each(inFull(counts, counts.slice(0, 1)))(
  `what is on the disk is not written and flushed again (%i objects)${moreInFull}`,
  async (count) => {
    await using checkout = await ACheckout.of({})
    const { own, store, names } = await written(checkout, count)
    await makeDurable(own, store.loose)
    const before = looseOf(checkout, names)
    expect(await store.write('blob', Buffer.from('object 0'))).toBe(names[0])
    expect(store.loose.size).toBe(0)
    expect(looseOf(checkout, names)).toEqual(before)
  },
)

test('what is not on the disk yet is left for the next time', async () => {
  await using checkout = await ACheckout.of({})
  const { own, store } = await written(checkout, 3)
  const gone = 'f'.repeat(40)
  store.loose.add(gone)
  await expect(makeDurable(own, store.loose)).rejects.toMatchObject({ code: 'ENOENT' })
  expect([...store.loose]).toContain(gone)
})

test('what was written before a restart counts as not on the disk yet', async () => {
  await using checkout = await ACheckout.of({})
  const { names } = await written(checkout, 2)
  const { store } = await written(checkout, 2)
  expect([...store.loose]).toEqual(names)
})
