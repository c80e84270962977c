import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import List from '../../src/commands/polecat/list.ts'
import { polecats } from '../../src/kube/resources.ts'
import { aPolecat } from '../support/a-polecat.ts'
import { openWorld, type FakeWorld } from '../support/fakes/fake-context.ts'

let world: FakeWorld
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

async function fill(): Promise<void> {
  const done = aPolecat({ agent: 'custom', agentConfig: { command: ['sh'] } }, {}, 'done')
  const working = aPolecat({}, { workBranch: 'feature/a-branch-with-a-rather-long-name' }, 'working')
  await world.put(
    polecats,
    {
      ...done,
      metadata: { ...done.metadata, uid: 'u1', creationTimestamp: '2026-03-01T11:00:00Z' },
      status: {
        phase: 'Done',
        reason: 'Pushed',
        message: 'pushed 1 commit (a1b2c3d) to polecat/done',
        attempt: 1,
        branch: 'polecat/done',
        lastActivity: '2026-03-01T11:57:00Z',
        result: { saved: 'saved', commit: 'a'.repeat(40) },
        usage: { costUSD: 0.5, costBasis: 'reported' },
        podName: 'done-u1-1',
      },
    } as never,
    { ...working, metadata: { ...working.metadata, uid: 'u2', creationTimestamp: '2026-03-01T11:59:30Z' } },
  )
}

describe('in a pipe', () => {
  test('a table with nothing cut and times as RFC 3339', async () => {
    await fill()
    expect(await world.run(List, [])).toEqual({
      code: 0,
      stderr: 'Showing all rigs: this is not a checkout.\n',
      stdout: `\
NAME      PHASE     REASON   RIG      AGENT    ACTIVITY               AGE                    BRANCH
done      Done      Pushed   athena   custom   2026-03-01T11:57:00Z   2026-03-01T11:00:00Z   polecat/done
working   Pending   -        athena   -        -                      2026-03-01T11:59:30Z   feature/a-branch-with-a-rather-long-name
`,
    })
  })

  test('wide', async () => {
    await fill()
    const { stdout } = await world.run(List, ['done', '-o', 'wide'])
    expect(stdout).toBe(`\
NAME   PHASE   REASON   RIG      AGENT    ACTIVITY               AGE                    BRANCH         ATTEMPT   SAVED   COMMIT                                     SANDBOXED   COST    MODEL   POD         MESSAGE
done   Done    Pushed   athena   custom   2026-03-01T11:57:00Z   2026-03-01T11:00:00Z   polecat/done   1         saved   ${'a'.repeat(40)}   -           $0.50   -       done-u1-1   pushed 1 commit (a1b2c3d) to polecat/done
`)
  })

  test('wide on a terminal is not cut', async () => {
    await fill()
    const { stdout } = await world.run(List, ['done', '-o', 'wide'], { terminal: 40, env: { NO_COLOR: '1' } })
    expect(stdout).toMatch(/^done .* done-u1-1 {3}pushed 1 commit \(a1b2c3d\) to polecat\/done$/m)
  })

  test('names', async () => {
    await fill()
    const { stdout } = await world.run(List, ['-o', 'name'])
    expect(stdout).toBe('polecat.gastown.gastown.io/done\npolecat.gastown.gastown.io/working\n')
  })

  test('JSON: a List of all, but one that is named as itself', async () => {
    await fill()
    const all = JSON.parse((await world.run(List, ['-o', 'json'])).stdout)
    expect(all).toMatchObject({ kind: 'List', apiVersion: 'v1', items: [{ kind: 'Polecat' }, { kind: 'Polecat' }] })
    const one = JSON.parse((await world.run(List, ['done', '-o', 'json'])).stdout)
    expect(one).toMatchObject({ kind: 'Polecat', metadata: { name: 'done' } })
  })

  test('YAML', async () => {
    await fill()
    const { stdout } = await world.run(List, ['done', '-o', 'yaml'])
    expect(stdout).toMatch(/^apiVersion: gastown\.gastown\.io\/v1alpha1\nkind: Polecat\n/)
  })

  test('none', async () => {
    expect(await world.run(List, [])).toEqual({ code: 0, stdout: '', stderr: 'No polecats.\n' })
    expect(JSON.parse((await world.run(List, ['-o', 'json'])).stdout)).toMatchObject({ items: [] })
  })

  test('all that are missing are named at once', async () => {
    await fill()
    expect(await world.run(List, ['done', 'a', 'b'])).toEqual({
      code: 3,
      stdout: '',
      stderr: 'Error: polecats a, b not found in namespace gastown-system\n→ List them with: gastown list -A\n',
    })
  })
})

const watch = async (argv: readonly string[], change: () => Promise<unknown>) => {
  await fill()
  const stop = new AbortController()
  const synced = world.nextSync()
  const watching = world.run(List, ['-w', ...argv], { signal: stop.signal })
  await synced
  await change()
  await world.client.watched()
  stop.abort()
  return watching
}
const patch = (status: object) => world.client.mergePatch(polecats, 'working', 'gastown-system', { status })

describe('with -w', () => {
  const first = `\
NAME      PHASE        REASON               RIG      AGENT    ACTIVITY               AGE                    BRANCH
done      Done         Pushed               athena   custom   2026-03-01T11:57:00Z   2026-03-01T11:00:00Z   polecat/done
working   Pending      -                    athena   -        -                      2026-03-01T11:59:30Z   feature/a-branch-with-a-rather-long-name
`
  test('rows follow as they change, in the same columns', async () => {
    const { code, stdout, stderr } = await watch([], async () => {
      await patch({ phase: 'Failed', reason: 'DeadlineExceeded' })
      await patch({ message: 'what no column shows' })
      await world.client.remove(polecats, 'done', 'gastown-system')
    })
    expect(code).toBe(130)
    expect(stdout).toBe(`${first}\
working   Failed       DeadlineExceeded     athena   -        -                      2026-03-01T11:59:30Z   feature/a-branch-with-a-rather-long-name
`)
    expect(stderr).toMatch(
      /^Showing all rigs: this is not a checkout\.\ndone is gone\.\nStopped watching; the polecats are not affected\n/,
    )
  })

  test('objects one after the other', async () => {
    const { stdout } = await watch(['working', '-o', 'name'], () => patch({ phase: 'Working' }))
    expect(stdout).toBe('polecat.gastown.gastown.io/working\n'.repeat(2))
  })

  test('one that is missing', async () => {
    expect(await world.run(List, ['-w', 'nope'])).toMatchObject({ code: 3, stdout: '' })
  })
})

describe('on a terminal', () => {
  test('fits the width, ages in words, no colour where NO_COLOR says so', async () => {
    await fill()
    const { stdout } = await world.run(List, [], { terminal: 90, env: { NO_COLOR: '1' } })
    expect(stdout).toBe(`\
NAME      PHASE     REASON   RIG      AGENT    ACTIVITY   AGE       BRANCH
done      Done      Pushed   athena   custom   3m ago     1h ago    polecat/done
working   Pending   -        athena   -        -          30s ago   feature/a-branch-with…
`)
  })

  test('colours', async () => {
    await fill()
    const { stdout } = await world.run(List, ['done'], { terminal: 120 })
    expect(stdout).toContain('\u001B[32mDone\u001B[39m')
    expect((await world.run(List, ['done', '--no-color'], { terminal: 120 })).stdout).not.toContain('\u001B')
  })
})

test('words of others cannot drive the terminal', async () => {
  const evil = aPolecat({}, { workBranch: 'x' }, 'evil')
  await world.put(polecats, { ...evil, status: { phase: 'Failed', branch: 'a\u001B[2Jb\u0007\u202Ec' } } as never)
  const { stdout } = await world.run(List, [], { terminal: 120 })
  expect(stdout).toContain('a␛[2Jb␇\uFFFDc')
})
