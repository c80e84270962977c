/** Tasks from the local beads tracker: a program that answers as `bd` does, and the file that it exports. */
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import Create from '../../src/commands/polecat/create.ts'
import { polecats, rigs } from '../../src/kube/resources.ts'
import { aRig } from '../support/a-polecat.ts'
import { openWorld, type FakeWorld } from '../support/fakes/fake-context.ts'

let world: FakeWorld
let programs: string
beforeEach(async () => {
  world = await openWorld()
  programs = join(world.home, 'programs')
  await mkdir(programs)
  await mkdir(join(world.home, '.beads'))
  await mkdir(join(world.home, 'folder'))
  await world.put(rigs, aRig())
})
afterEach(() => world.close())

// Without the machine's own bd, but with what its stand-in needs.
const create = (...argv: string[]) =>
  world.run(Create, ['--no-check', '--rig', 'athena', ...argv], {
    env: { PATH: programs },
    folder: join(world.home, 'folder'),
  })
const made = (name: string) => world.client.look(polecats, name)

async function bd(script: string): Promise<void> {
  const file = join(programs, 'bd')
  await writeFile(file, `#!/bin/sh\n${script}\n`)
  await chmod(file, 0o755)
}
const exported = (...beads: readonly object[]) =>
  writeFile(join(world.home, '.beads', 'issues.jsonl'), beads.map((bead) => `${JSON.stringify(bead)}\n`).join(''))

const bead = { id: 'at-1', title: 'Fix it', description: 'Now.', status: 'open' }

describe('asked of bd', () => {
  test('its text is the task, and the polecat is tied to it', async () => {
    await bd(`[ "$*" = 'show at-1 --json' ] && echo '${JSON.stringify([bead])}'`)
    expect(await create('x', '--bead', 'at-1')).toMatchObject({
      code: 0,
      stderr: 'Follow progress with: gastown status x\n',
    })
    expect(made('x')?.spec).toMatchObject({ beadID: 'at-1', taskDescription: 'Fix it (bead at-1)\n\nNow.' })
  })

  test('a task besides it is added', async () => {
    await bd(`echo '${JSON.stringify(bead)}'`)
    await create('x', '--bead', 'at-1', '--task', 'Only the tests.')
    expect(made('x')?.spec.taskDescription).toBe('Fix it (bead at-1)\n\nNow.\n\nOnly the tests.')
  })

  test('a polecat for each bead', async () => {
    await bd(`printf '[{"id":"%s","title":"T"}]' "$2"`)
    const { code, stdout } = await create('--bead', 'at-1', '--bead', 'at-2', '-o', 'json')
    expect(code).toBe(0)
    const { items } = JSON.parse(stdout)
    expect(items.map(({ spec }: { spec: { beadID: string } }) => spec.beadID)).toEqual(['at-1', 'at-2'])
  })

  test('what it found for a short name is what is tied', async () => {
    await bd(`echo '${JSON.stringify([bead])}'`)
    await create('x', '--bead', '1')
    expect(made('x')?.spec.beadID).toBe('at-1')
  })

  test('one that somebody works on is told of', async () => {
    await bd(`echo '${JSON.stringify([{ ...bead, status: 'in_progress', assignee: 'ann' }])}'`)
    const ran = await create('x', '--bead', 'at-1')
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining('at-1 is in_progress, by ann.\n') })
  })

  test('one that it does not know, also where the file has it', async () => {
    await exported(bead)
    await bd(`echo 'Issue at-1 not found' >&2; echo '{"error":"no issues found matching the provided IDs"}'; exit 1`)
    expect(await create('x', '--bead', 'at-1')).toEqual({
      code: 3,
      stdout: '',
      stderr: `\
Error: bead not found
  --bead: bead at-1 not found: bd says: no issues found matching the provided IDs
→ List beads with: bd list
`,
    })
  })

  test.each([
    ['echo "Issue at-1 not found" >&2; exit 1', 3],
    ['echo "Error: resolving ID at-1: no issue found matching at-1" >&2; exit 1', 3],
    ['echo "Error: database not found" >&2; exit 1', 2],
  ])('%s: exit code %i', async (script, code) => {
    await bd(script)
    expect(await create('x', '--bead', 'at-1')).toMatchObject({ code, stdout: '' })
  })

  test('where it fails the file is read, and that is said', async () => {
    await bd(`echo 'Error: no beads database found' >&2; exit 1`)
    const failed = await create('x', '--bead', 'at-1')
    expect(failed).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--bead: bd failed: no beads database found\n'),
    })
    await exported(bead)
    expect(await create('x', '--bead', 'at-1')).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('bd failed (no beads database found); reading ../.beads/issues.jsonl instead.\n'),
    })
  })

  test('words that are no bead', async () => {
    await bd('echo hello')
    expect((await create('x', '--bead', 'at-1')).stderr).toContain('bd failed: it printed no bead')
  })
})

describe('read from the file that it exports', () => {
  test('the newest line of it', async () => {
    await exported({ ...bead, title: 'Old' }, { ...bead, id: 'at-2' }, { ...bead, description: 'About at-1: "at-1"' })
    expect(await create('x', '--bead', 'at-1')).toMatchObject({ code: 0 })
    expect(made('x')?.spec.taskDescription).toBe('Fix it (bead at-1)\n\nAbout at-1: "at-1"')
  })

  test.each([
    [[{ ...bead, status: 'closed', close_reason: 'done' }], 2, 'expected one that is open; at-1 is closed: done'],
    [[{ ...bead, status: 'tombstone' }], 2, 'expected one that is open; at-1 is deleted'],
    [[{ ...bead, id: 'at-10' }], 3, 'bead at-1 not found: ../.beads/issues.jsonl has none'],
  ])('%j', async (beads, code, words) => {
    await exported(...beads)
    const ran = await create('x', '--bead', 'at-1')
    expect(ran).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(`  --bead: ${words}\n`) })
    expect(world.client.writes).toEqual([])
  })

  test('a broken line', async () => {
    await writeFile(join(world.home, '.beads', 'issues.jsonl'), '<<<<<<< HEAD\n{"id":"at-1","title":\n')
    expect((await create('x', '--bead', 'at-1')).stderr).toContain('has none; a line of it that names at-1 is no JSON')
  })

  test('nowhere', async () => {
    const { code, stderr } = await create('x', '--bead', 'at-1')
    expect(code).toBe(3)
    expect(stderr).toContain(
      'cannot look up at-1: bd is not on PATH, and there is no .beads/issues.jsonl here or above',
    )
  })
})

describe('a bead of another project', () => {
  beforeEach(() => exported({ ...bead, id: 'zz-1' }))

  test('is refused', async () => {
    const ran = await create('x', '--bead', 'zz-1')
    expect(ran).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--bead: expected a bead of rig athena, such as at-1234; found zz-1\n'),
    })
  })

  test('everything is told at once', async () => {
    const { code, stderr } = await create('--bead', 'zz-1', '--bead', 'zz-2', '--bead', '-x', '--timeout', 'soon')
    expect(code).toBe(2)
    for (const words of ['bead zz-2 not found', 'such as at-1234, found "-x"', '--timeout: expected'])
      expect(stderr).toContain(words)
  })
})

test('not several tasks with beads, not one twice', async () => {
  await exported(bead)
  await writeFile(join(world.home, 'folder', 't.yaml'), '- A\n- B\n')
  expect((await create('--bead', 'at-1', '--task-file', 't.yaml')).stderr).toContain(
    '--bead: expected at most one task besides beads, which is added to each; found 2\n',
  )
  expect((await create('--bead', 'at-1', '--bead', 'at-1')).stderr).toContain('--bead: at-1 is given twice\n')
})
