/** A repository that the agent has closed to itself, or whose refs say nothing: the commits come, or it is said. */
import { chmodSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { describeInFull, inFull, moreInFull } from '../../support/full.ts'
import { becomeOrdinaryUser } from '../../support/ordinary-user.ts'
import { ACheckout } from './a-checkout.ts'

const ordinary = becomeOrdinaryUser()

const closed = [
  ['the repository and its refs', 0o000, ['.git/objects', '.git/refs', '.git']],
  ['a folder that cannot be searched', 0o400, ['.git']],
  ['one that cannot be listed', 0o300, ['.git/refs/heads/polecat', '.git/objects']],
  ['what has to be tidied', 0o500, ['.git/objects/pack', '.git/objects/info', '.git/objects']],
  ['the refs themselves', 0o000, ['.git/HEAD', '.git/refs/heads/polecat/fix', '.git/refs/heads']],
] as const

describe.skipIf(!ordinary)('closed to its owner (needs an ordinary user who can read this checkout)', () => {
  test.each(inFull(closed, closed.slice(0, 1)))(`%s${moreInFull}`, async (_, mode, names) => {
    await using checkout = await ACheckout.of({})
    checkout.work('one')
    await checkout.take()
    const tip = checkout.work('two')
    checkout.agent('mkfifo .git/objects/pack/pipe .git/objects/pipe; echo elsewhere >.git/objects/info/alternates')
    for (const name of names) chmodSync(join(checkout.checkout, name), mode)
    expect(await checkout.take(true)).toMatchObject({ tip, leftOut: [] })
  })

  describeInFull('altogether', () => {
    test('every object', async () => {
      await using checkout = await ACheckout.of({})
      const tip = checkout.work('one')
      const objects = join(checkout.checkout, '.git/objects')
      for (const { name, parentPath } of readdirSync(objects, { recursive: true, withFileTypes: true }).toReversed())
        chmodSync(join(parentPath, name), 0)
      expect(await checkout.take(true)).toMatchObject({ tip, leftOut: [] })
    })
  })
})

describe('refs that say nothing', () => {
  const branch = '.git/refs/heads/polecat/fix'
  const damages = [
    ['an empty file, as a crash leaves it', (at: string) => writeFileSync(join(at, branch), '')],
    ['another word', (at: string) => writeFileSync(join(at, branch), 'nothing\n')],
    [
      'a link',
      (at: string) => {
        renameSync(join(at, branch), join(at, '../ref'))
        symlinkSync('../../../../../ref', join(at, branch))
      },
    ],
  ] as const

  test.each(inFull(damages, damages.slice(0, 1)))(`the branch is %s${moreInFull}`, async (_, damage) => {
    await using checkout = await ACheckout.of({})
    const first = checkout.work('one')
    await checkout.take()
    checkout.work('two')
    damage(checkout.checkout)
    const { leftOut, tip } = await checkout.take(true)
    expect(leftOut).toEqual(['commits of refs/heads/polecat/fix, which cannot be read'])
    // The files come all the same, upon what came before.
    expect(checkout.show(tip, 'two')).toBe('two')
    expect(checkout.git('--git-dir', checkout.handoff, 'rev-parse', `${tip}^`)).toBe(first)
  })

  test('locks and hidden files are no branches', async () => {
    await using checkout = await ACheckout.of({})
    const tip = checkout.work('one')
    mkdirSync(join(checkout.checkout, '.git/refs/heads/.hidden'))
    for (const name of ['polecat/fix.lock', '.DS_Store'])
      writeFileSync(join(checkout.checkout, '.git/refs/heads', name), '')
    expect(await checkout.take(true)).toMatchObject({ tip, leftOut: [] })
  })

  describeInFull('in other ways', () => {
    test('their folder is a link', async () => {
      await using checkout = await ACheckout.of({})
      checkout.work('one')
      await checkout.take()
      checkout.work('two')
      renameSync(join(checkout.checkout, '.git/refs'), join(checkout.checkout, '../refs'))
      symlinkSync('../../refs', join(checkout.checkout, '.git/refs'))
      const { leftOut } = await checkout.take(true)
      expect(leftOut).toEqual([
        'commits of refs/heads/polecat/fix, which cannot be read',
        'commits of refs/heads, which cannot be read',
        expect.stringMatching(/other branches or stashes cannot be read/),
      ])
    })

    test('HEAD names what no file can be called', async () => {
      await using checkout = await ACheckout.of({})
      const tip = checkout.work('one')
      for (const name of ['a\0b', 'x'.repeat(300), `${'x/'.repeat(200)}x`]) {
        writeFileSync(join(checkout.checkout, '.git/HEAD'), `ref: refs/heads/${name}\n`)
        expect((await checkout.take(true)).tip).toBe(tip)
      }
    })
  })
})
