import { afterEach, beforeEach, expect, test } from 'vitest'
import Diff from '../../src/commands/polecat/diff.ts'
import { polecats } from '../../src/kube/resources.ts'
import { aPolecat } from '../support/a-polecat.ts'
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
