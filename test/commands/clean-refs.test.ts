/** A real repository with rescue refs of every kind; what goes is asked of it by git alone. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import CleanAll from '../../src/commands/clean/all.ts'
import CleanRefs from '../../src/commands/clean/refs.ts'
import { polecats, rigs } from '../../src/kube/resources.ts'
import { aPolecat, aRig } from '../support/a-polecat.ts'
import { AttemptFolder, git } from '../support/attempt-folder.ts'
import { openWorld, type FakeWorld } from '../support/fakes/fake-context.ts'
import { describeInFull } from '../support/full.ts'

let world: FakeWorld
let attempt: AttemptFolder
let refs: Record<string, string>

const at = (task: string, what: string) => `refs/gastown/${task}/1/${what}`
const gone = 'old-aaaaaaaa'

beforeEach(async () => {
  world = await openWorld()
  attempt = new AttemptFolder()
  const base = attempt.commitOnRemote('main', { a: '1\n', b: '1\n' })
  const contained = attempt.commitOnRemote('polecat/old', { a: '2\n' }, base)
  const squashed = attempt.commitOnRemote('draft', { b: '2\n' }, base)
  git(attempt.remote, 'update-ref', '-d', 'refs/heads/draft', squashed)
  attempt.commitOnRemote('main', { b: '2\n', c: 'more\n' }, base)
  const open = attempt.commitOnRemote('draft', { a: 'nowhere else\n' }, base)
  git(attempt.remote, 'update-ref', '-d', 'refs/heads/draft', open)
  refs = {
    [at(gone, 'before-rewrite-aaaaaaaaaaaa')]: contained,
    [at(gone, 'uncommitted')]: squashed,
    [at(gone, 'branch')]: open,
    [at('busy-bbbbbbbb', 'checkpoint')]: contained,
    [at('ended-cccccccc', 'checkpoint')]: contained,
    'refs/gastown/notes': contained,
  }
  for (const [ref, commit] of Object.entries(refs)) git(attempt.remote, 'update-ref', ref, commit)
  await world.put(rigs, aRig({ gitURL: attempt.remote }))
  const put = (name: string, uid: string, phase: string) => {
    const { metadata, ...rest } = aPolecat({}, {}, name)
    return world.put(polecats, { ...rest, metadata: { ...metadata, uid }, status: { phase, attempt: 1 } } as never)
  }
  await put('busy', 'bbbbbbbb-0000', 'Working')
  await put('ended', 'cccccccc-0000', 'Done')
})
afterEach(async () => {
  await world.close()
  await attempt[Symbol.asyncDispose]()
})

const left = () =>
  git(attempt.remote, 'for-each-ref', '--format=%(refname)', 'refs/gastown')
    .split('\n')
    .filter((ref) => ref !== '')
const run = (...argv: string[]) => world.run(CleanRefs, ['--local', '--rig', 'athena', ...argv])

test('a dry run shows what has come into a branch, and why the rest stays', async () => {
  const { code, stdout, stderr } = await run('--dry-run')
  expect(code).toBe(0)
  const lines = stdout.split('\n').slice(1, -1)
  expect(lines.map((line) => line.replaceAll(/ {2,}\S+ {2,}/g, ' | '))).toEqual([
    `${at('ended-cccccccc', 'checkpoint')} | checkpoint of ended, attempt 1, in polecat/old`,
    `${at(gone, 'before-rewrite-aaaaaaaaaaaa')} | before-rewrite-aaaaaaaaaaaa of old, attempt 1, in polecat/old`,
    `${at(gone, 'uncommitted')} | uncommitted of old, attempt 1, in main`,
  ])
  expect(stderr).toBe(
    `Cleaning rig athena.\n${at(gone, 'branch')} is kept: no branch of the remote has its work (remove it with --force)\n`,
  )
  expect(left()).toHaveLength(6)
})

test('removes them; what a polecat works on stays, and so does what is no rescue ref', async () => {
  expect(await run('--yes')).toMatchObject({ code: 0, stderr: expect.stringContaining('Removed 3.') })
  expect(left()).toEqual([at('busy-bbbbbbbb', 'checkpoint'), 'refs/gastown/notes', at(gone, 'branch')])
})

test('what the server refuses to remove is named, and the rest is gone', async () => {
  const hook = '#!/bin/sh\ncase $1 in *uncommitted) echo "kept for ever"; exit 1; esac\n'
  writeFileSync(join(attempt.remote, 'hooks', 'update'), hook, { mode: 0o755 })
  const { code, stderr } = await run('--yes')
  expect(code).toBe(6)
  expect(stderr).toContain('1 of 3 refs were not removed')
  expect(stderr).toMatch(/old-aaaaaaaa\/1\/uncommitted: a hook of the server declined .*kept for ever/)
  expect(left()).toHaveLength(4)
})

const another = (gitURL: string) => world.put(rigs, aRig({ gitURL }, 'other'))

describeInFull('rarer remotes', () => {
  test('with --force also what is in no branch, but never what a polecat works on', async () => {
    expect(await run('--yes', '--force')).toMatchObject({ code: 0 })
    expect(left()).toEqual([at('busy-bbbbbbbb', 'checkpoint'), 'refs/gastown/notes'])
  })

  test('with all else: shown together, removed at once; in no checkout a rig is asked for', async () => {
    const all = (...argv: string[]) => world.run(CleanAll, ['--local', ...argv])
    expect(await all('--dry-run')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--rig NAME') })
    const { code, stdout, stderr } = await all('--rig', 'athena', '--yes', '-o', 'name')
    expect(code).toBe(0)
    expect(
      stdout
        .split('\n')
        .filter((name) => name !== '')
        .toSorted(),
    ).toEqual([
      'ended',
      at('ended-cccccccc', 'checkpoint'),
      at(gone, 'before-rewrite-aaaaaaaaaaaa'),
      at(gone, 'uncommitted'),
    ])
    expect(stderr).toContain('Removed 4.')
    expect(world.client.writes).toEqual(['delete polecats/ended'])
    expect(left()).toEqual([at('busy-bbbbbbbb', 'checkpoint'), 'refs/gastown/notes', at(gone, 'branch')])
    expect(await all('--rig', 'nobody', '--yes')).toMatchObject({ code: 3 })
  })

  test('a rescue namespace that looks like branches is no branch', async () => {
    const commit = refs[at(gone, 'branch')] ?? ''
    git(attempt.remote, 'update-ref', 'refs/heads/gastown/old-aaaaaaaa/1/branch', commit)
    await world.client.remove(rigs, 'athena', undefined)
    const defaults = { kubernetes: { rescueNamespace: 'refs/heads/gastown' } }
    await world.put(rigs, aRig({ gitURL: attempt.remote, defaults }))
    const { stdout, stderr } = await run('--dry-run')
    expect(stdout).not.toContain('refs/heads/gastown')
    expect(stderr).toContain('refs/heads/gastown/old-aaaaaaaa/1/branch is kept: no branch of the remote has its work')
  })

  test('a remote that does not answer', async () => {
    await world.client.remove(rigs, 'athena', undefined)
    await world.put(rigs, aRig({ gitURL: `${attempt.folder}/nowhere.git` }))
    const { code, stderr } = await run('--yes')
    expect(code).toBe(2)
    expect(stderr).toMatch(/rescue refs of .*nowhere\.git cannot be cleaned: no repository found/)
  })

  test('of two rigs of one repository: both together once, or one without what the other has', async () => {
    await another(`file://${attempt.remote}`)
    const { metadata, ...rest } = aPolecat({ rig: 'other' }, {}, 'old')
    const status = { phase: 'Done', attempt: 1 }
    await world.put(polecats, { ...rest, metadata: { ...metadata, uid: 'aaaaaaaa-0000' }, status } as never)
    expect((await run('--dry-run', '-o', 'name')).stdout).toBe(`${at('ended-cccccccc', 'checkpoint')}\n`)
    const all = await world.run(CleanRefs, ['--local', '-A', '--dry-run', '-o', 'name'])
    expect(all.stdout.split('\n').filter(Boolean).toSorted()).toEqual([
      at('ended-cccccccc', 'checkpoint'),
      at(gone, 'before-rewrite-aaaaaaaaaaaa'),
      at(gone, 'uncommitted'),
    ])
  })

  test('with -A one remote that does not answer is told of when the others are cleaned', async () => {
    await another(`${attempt.folder}/nowhere.git`)
    const { code, stderr } = await world.run(CleanRefs, ['--local', '-A', '--yes'])
    expect(code).toBe(2)
    expect(stderr).toMatch(
      /Removed 3\.\n[^]*1 of 2 repositories were not cleaned\n {2}other: the rescue refs of .*nowhere/,
    )
    expect(left()).toHaveLength(3)
  })
})
