import { execFileSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { inFull, moreInFull } from '../../support/full.ts'
import { becomeOrdinaryUser } from '../../support/ordinary-user.ts'
import { ACheckout } from './a-checkout.ts'

becomeOrdinaryUser()

/** The whole of each attack, with what it must not reach, is in test/hostile; this is the quick half. */
const scripts = resolve(import.meta.dirname, '../../fixtures/hostile')

const expected: Record<string, { readonly comes?: false; readonly leftOut?: readonly string[] }> = {
  'own-01-head-is-a-pipe.sh': { leftOut: ['the commit that HEAD names: HEAD cannot be read'] },
  'own-02-head-is-huge.sh': { leftOut: ['the commit that HEAD names: HEAD cannot be read'] },
  'own-05-objects-is-a-link.sh': {
    comes: false,
    leftOut: ['commits since the last checkpoint: the object store (.git/objects) is a link'],
  },
  'own-12-names-servers-refuse.sh': {
    leftOut: [expect.stringMatching(/^4 names that git servers refuse: /) as string],
  },
  'own-21-refs-are-a-link.sh': {
    comes: false,
    leftOut: [
      'commits of refs/heads/polecat/fix, which cannot be read',
      'commits of refs/heads, which cannot be read',
      expect.stringMatching(/other branches or stashes cannot be read/) as string,
    ],
  },
  'own-22-head-names-no-file.sh': { leftOut: ['commits of refs/heads/a\0b, which cannot be read'] },
}
/** Slow ones, and one whose point is the remote. */
const notHere = [
  'own-15-many-branches.sh',
  'own-17-swaps-while-saving.sh',
  'own-18-ignore-rules-explode.sh',
  'own-19-history-before-the-checkpoint.sh',
]
const names = readdirSync(scripts).filter((name) => name.startsWith('own-') && !notHere.includes(name))

/** A pipe, a link, names, and folders that are closed: one of each kind. */
const kinds = names.filter((name) => /^own-(01|05|12|23)-/.test(name))

test.each(inFull(names, kinds))(`%s${moreInFull}`, async (name) => {
  const { comes = true, leftOut: lost = [] } = expected[name] ?? {}
  await using checkout = await ACheckout.of({ 'uncommitted-tracked.txt': 'as it was\n' })
  const first = checkout.work('one')
  await checkout.take()
  checkout.work('two')
  checkout.put('new.txt', 'here')
  const second = () => checkout.git('rev-parse', 'HEAD')
  const before = second()
  const secret = join(checkout.folder, 'secret')
  writeFileSync(secret, 'CANARY')
  const env = { PATH: process.env['PATH'], HOME: checkout.folder, SECRET: secret, BRANCH: 'polecat/fix' }
  execFileSync('sh', [join(scripts, name), checkout.checkout], { env: { ...env, MARKER: `${secret}.ran` } })
  const { tip, uncommitted, leftOut } = await checkout.take(true, true)
  const at = uncommitted ?? tip
  expect(checkout.show(at, 'new.txt')).toBe('here')
  expect(leftOut).toEqual(lost)
  expect([tip, checkout.git('--git-dir', checkout.handoff, 'rev-list', '-3', tip)].join('\n')).toContain(
    comes ? before : first,
  )
})
