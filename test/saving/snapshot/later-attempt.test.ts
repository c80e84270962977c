import { existsSync, readFileSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { git } from '../../support/attempt-folder.ts'
import { ACheckout } from './a-checkout.ts'

const converted = { '.gitattributes': '*.txt eol=crlf\n', 'same.txt': 'one\n', 'changed.txt': 'one\n', other: 'one\n' }

test('in a later attempt too, what git-clone wrote is what it was written from', async () => {
  await using checkout = new ACheckout()
  const main = checkout.commitOnRemote('main', converted)
  const rescue = 'refs/gastown/fix-1a2b3c4d/1/uncommitted'
  const saved = checkout.commitOnRemote('saved', { 'changed.txt': 'two\n', 'new.txt': 'new\n' }, main)
  git(checkout.remote, 'update-ref', rescue, saved)
  git(checkout.remote, 'update-ref', '-d', 'refs/heads/saved')
  checkout.settings = { ...checkout.settings, attempt: 2, rescuePrefix: 'refs/gastown/fix-1a2b3c4d/2' }
  await checkout.open()
  expect(readFileSync(join(checkout.checkout, 'changed.txt'), 'utf8')).toBe('two\r\n')
  expect(existsSync(join(checkout.checkout, 'new.txt'))).toBe(true)
  const { uncommitted } = await checkout.take()
  expect(git(checkout.handoff, 'rev-parse', `${uncommitted}^{tree}`)).toBe(
    git(checkout.remote, 'rev-parse', `${saved}^{tree}`),
  )
  checkout.put('other', 'changed')
  const next = await checkout.take()
  expect(git(checkout.handoff, 'diff', '--name-only', String(uncommitted), String(next.uncommitted))).toBe('other')
})

test('files that git converted when it wrote them are unchanged, also after a touch', async () => {
  await using checkout = await ACheckout.of(converted)
  expect(await checkout.take()).toMatchObject({ changed: false, leftOut: [] })
  expect(await checkout.take()).toMatchObject({ changed: false, leftOut: [] })
  utimesSync(join(checkout.checkout, 'same.txt'), 1, 1)
  checkout.put('changed.txt', 'one\r\n')
  expect(await checkout.take()).toMatchObject({ changed: false, leftOut: [] })
  checkout.put('changed.txt', 'two\r\n')
  expect(checkout.show((await checkout.take()).uncommitted, 'changed.txt')).toBe('two')
  checkout.put('other', 'one\r\n')
  expect(checkout.show((await checkout.take()).uncommitted, 'other')).toBe('one')
})

test('line ends that git converts are no change of ours upon what the agent committed', async () => {
  await using checkout = await ACheckout.of(converted)
  await checkout.take()
  checkout.put('changed.txt', 'two\r\n')
  checkout.git('commit', '-qam', 'two')
  const { tip, uncommitted } = await checkout.take(true)
  expect({ tip, uncommitted }).toEqual({ tip: checkout.git('rev-parse', 'HEAD'), uncommitted: undefined })
})
