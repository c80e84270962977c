import { copyFileSync, readFileSync, renameSync, rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { git } from '../../support/attempt-folder.ts'
import { describeInFull } from '../../support/full.ts'
import { AnLfsCheckout, big } from './an-lfs-checkout.ts'

/** The big file is far beyond what a snapshot takes of one file, and of all. */
const small = { fileBytes: 1024, allBytes: 4096 }

test('nothing has changed after the clone, however big a file is', async () => {
  await using attempt = await AnLfsCheckout.served()
  await attempt.open(small)
  const none = { changed: false, leftOut: [] }
  expect(await attempt.take()).toMatchObject(none)
  for (const path of ['assets/one.bin', 'assets/big file.bin']) utimesSync(join(attempt.checkout, path), 1, 1)
  expect(await attempt.take()).toMatchObject(none)
  const file = join(attempt.checkout, 'assets/big file.bin')
  copyFileSync(file, `${file}.tmp`)
  renameSync(`${file}.tmp`, file)
  expect(await attempt.take(true)).toMatchObject(none)
})

test('what is changed is saved byte for byte, and what is not stays a pointer', async () => {
  await using attempt = await AnLfsCheckout.served()
  await attempt.open(small)
  attempt.put('assets/one.bin', Buffer.from([0, 255, 10, 13, 10]))
  const { tip, uncommitted, leftOut } = await attempt.take(true)
  expect([uncommitted, leftOut]).toEqual([undefined, []])
  expect(git(attempt.handoff, 'diff', '--name-only', attempt.start.start, tip)).toBe('assets/one.bin')
  expect(git(attempt.handoff, 'cat-file', '-s', `${tip}:assets/one.bin`)).toBe('5')
  expect(attempt.show(tip, 'assets/big file.bin')).toMatch(/^version https:\/\/git-lfs/)
})

test('a later attempt gets what was changed, and the rest from the server', async () => {
  await using attempt = await AnLfsCheckout.served()
  const main = git(attempt.remote, 'rev-parse', 'main')
  const saved = attempt.commitOnRemote('saved', { 'assets/one.bin': 'changed\n', 'new.bin': 'new\n' }, main)
  git(attempt.remote, 'update-ref', 'refs/gastown/fix-1a2b3c4d/1/uncommitted', saved)
  git(attempt.remote, 'update-ref', '-d', 'refs/heads/saved')
  attempt.settings = { ...attempt.settings, attempt: 2, rescuePrefix: 'refs/gastown/fix-1a2b3c4d/2' }
  await attempt.open(small)
  expect(attempt.read('assets/one.bin')).toBe('changed\n')
  expect(readFileSync(join(attempt.checkout, 'assets/big file.bin')).equals(big)).toBe(true)
  expect(attempt.git('status', '--porcelain').split('\n')).toEqual(['M assets/one.bin', '?? new.bin'])
  const { uncommitted, leftOut } = await attempt.take()
  expect(leftOut).toEqual([])
  expect(git(attempt.handoff, 'diff', '--name-only', String(uncommitted), saved)).toBe('')
})

describeInFull('rarer changes', () => {
  test('a file with a known content is its pointer under any name, and takes no room', async () => {
    await using attempt = await AnLfsCheckout.served()
    await attempt.open(small)
    const pointer = attempt.show(attempt.start.start, 'assets/big file.bin')
    for (const name of ['copy', 'another', 'third']) attempt.put(`${name}.bin`, big)
    rmSync(join(attempt.checkout, 'assets/big file.bin'))
    attempt.put('too-big', Buffer.alloc(big.length, 'other'))
    const { uncommitted, leftOut } = await attempt.take()
    for (const name of ['copy', 'another', 'third']) expect(attempt.show(uncommitted, `${name}.bin`)).toBe(pointer)
    expect(leftOut).toEqual(['1 files over the size limit: too-big'])
  })

  test('what the agent commits of the content itself is no difference', async () => {
    await using attempt = await AnLfsCheckout.served()
    await attempt.open()
    attempt.put('assets/one.bin', 'changed\n')
    attempt.git('add', '-A')
    attempt.git('commit', '-qm', 'changed')
    const same = async () => {
      const { uncommitted, leftOut } = await attempt.take()
      expect([uncommitted, leftOut]).toEqual([undefined, []])
    }
    await same()
    // As somebody whose git knows no filter.
    attempt.put('assets/one.bin', 'first content\n')
    attempt.git('-c', 'filter.gastown-lfs.clean=', 'commit', '-qm', 'whole', 'assets/one.bin')
    expect(attempt.blob('assets/one.bin')).toBe('first content')
    await same()
  })
})
