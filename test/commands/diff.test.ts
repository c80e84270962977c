import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import Diff from '../../src/commands/polecat/diff.ts'
import Git from '../../src/commands/polecat/git.ts'
import { GastownError } from '../../src/errors.ts'
import { polecats, rigs } from '../../src/kube/resources.ts'
import { aPolecat, aRig } from '../support/a-polecat.ts'
import { openWorld, type FakeWorld } from '../support/fakes/fake-context.ts'

let world: FakeWorld
beforeEach(async () => {
  world = await openWorld()
  const status = { phase: 'Working', attempt: 1, podName: 'pod', podUID: 'u', podActive: true }
  await world.put(polecats, { ...aPolecat({}, {}, 'x'), status } as never)
})
afterEach(() => world.close())

const shows = (about: string, diff: string) => {
  world.client.exec = async (_pod, _namespace, { stdout, stderr }) => {
    stderr?.write(about)
    stdout.write(diff)
    return 0
  }
}

test('before the first checkpoint it says why there is nothing', async () => {
  shows('{"checkpoint":null}\n', '')
  expect(await world.run(Diff, ['x'])).toEqual({
    code: 0,
    stdout: '',
    stderr: 'No checkpoint of x contains work yet.\n',
  })
})

test('says when the checkpoint was, in words where a person reads it', async () => {
  shows('{"checkpoint":"2026-03-01T11:59:48.120Z"}\n', '+new\n')
  expect(await world.run(Diff, ['x', '--raw'])).toEqual({
    code: 0,
    stdout: '+new\n',
    stderr: 'As of the last checkpoint with changes: 2026-03-01T11:59:48Z\n',
  })
})

test('an older image that says nothing of it, and one that says something else', async () => {
  for (const about of ['', '{"checkpoint":"\u001B[2J"}\n']) {
    shows(about, '+new\n')
    const { code, stderr } = await world.run(Diff, ['x'])
    expect(code).toBe(0)
    expect(stderr).not.toContain('\u001B')
  }
})

describe('where programs may not be run in pods', () => {
  const forbidden = new GastownError('denied', 'pods "pod" is forbidden: cannot create resource "pods/exec"', {
    hints: ['See what you may do with: kubectl auth can-i --list -n gastown-workers'],
  })

  test.each([
    ['diff', Diff],
    ['git', Git],
  ])('%s names that and what is wrong with the remote', async (_, command) => {
    world.refuse = forbidden
    await world.put(rigs, aRig({ gitURL: 'https://127.0.0.1:9/app.git' }))
    const { code, stderr } = await world.run(command, ['x', '--context', 'prod'])
    expect(code).toBe(4)
    expect(stderr).toContain('Error: the work of x cannot be read\n')
    expect(stderr).toContain(`  in its pod: ${forbidden.message}\n`)
    expect(stderr).toMatch(/^ {2}on the remote: .*127\.0\.0\.1:9/m)
    expect(stderr).toContain('kubectl auth can-i --list -n gastown-workers --context prod\n')
  })

  test('what is on the remote is shown, and why no more', async () => {
    world.refuse = forbidden
    const folder = await mkdtemp(join(tmpdir(), 'gastown-diff-'))
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args])
    try {
      git('init', '-q', '-b', 'main')
      git('commit', '-q', '--allow-empty', '-m', 'first')
      await writeFile(join(folder, 'new'), 'new\n')
      git('checkout', '-q', '-b', 'polecat/x')
      git('add', 'new')
      git('commit', '-q', '-m', 'second')
      await world.put(rigs, aRig({ gitURL: folder }))
      const status = { branch: 'polecat/x', result: { commit: 'a'.repeat(40) } }
      await world.client.mergePatch(polecats, 'x', 'gastown-system', { status }, { subresource: 'status' })
      const { code, stdout, stderr } = await world.run(Diff, ['x', '--raw', '--local'])
      expect({ code, stderr }).toEqual({
        code: 0,
        stderr: `Only what is on the remote, because the pod is closed: ${forbidden.message}\n`,
      })
      expect(stdout).toContain('+new\n')
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
