import { stateLine } from '../../src/saving/state-event.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import Exec from '../../src/commands/polecat/exec.ts'
import Logs from '../../src/commands/polecat/logs.ts'
import { GastownError } from '../../src/errors.ts'
import { StatusError } from '../../src/kube/transport/status-error.ts'
import { polecats } from '../../src/kube/resources.ts'
import type { PolecatStatus } from '../../src/polecat/status.ts'
import { aPolecat } from '../support/a-polecat.ts'
import { openWorld, type FakeWorld } from '../support/fakes/fake-context.ts'

let world: FakeWorld
beforeEach(async () => {
  world = await openWorld()
  const status = { phase: 'Working', attempt: 1, podName: 'pod', podUID: 'u' }
  await world.put(polecats, { ...aPolecat({}, {}, 'x'), status } as never, aPolecat({}, {}, 'new'))
  world.logs.set('pod/agent', ['one', '\u001B[31mred\u001B[0m \u001B]0;title\u0007'])
  world.logs.set('pod/git-clone', ['cloned'])
})
afterEach(() => world.close())

test("the agent's log, its control characters shown", async () => {
  expect(await world.run(Logs, ['x'])).toEqual({ code: 0, stderr: '', stdout: 'one\nred ␛]0;title␇\n' })
})

const record = (n: number, event: object) => JSON.stringify({ n, time: `2026-03-01T11:59:0${n}Z`, event })

describe('an agent whose output is a stream', () => {
  beforeEach(async () => {
    const status = { phase: 'Working', attempt: 1, podName: 'claude', podUID: 'u', agent: 'claude-code' }
    await world.put(polecats, { ...aPolecat({}, {}, 'c'), status } as never)
    world.logs.set('claude/agent', ['{"type":"system"}'])
    world.logs.set('claude/git-save', [
      record(1, { type: 'text', text: 'I look.' }),
      'a word of its own',
      stateLine({ type: 'state', phase: 'working', why: 'a state' }, new Date()),
      record(2, { type: 'tool_call', id: '1', name: 'Bash', input: { command: 'ls \u001B[2J' } }),
      record(2, { type: 'text', text: 'told before' }),
      record(5, { type: 'end', ok: true, turns: 2 }),
    ])
  })

  test('turns and tools are read from its events, and a missing number is told', async () => {
    expect(await world.run(Logs, ['c'])).toEqual({
      code: 0,
      stdout: 'I look.\n→ Bash ls ␛[2J\n■ succeeded after 2 turns\n',
      stderr: 'lines may be missing here: events 3 to 4 did not come\n',
    })
  })

  test('events that are missing at the beginning are told, where all of them were asked for', async () => {
    world.logs.set('claude/git-save', [record(3, { type: 'text', text: 'I look.' })])
    expect(await world.run(Logs, ['c'])).toEqual({
      code: 0,
      stdout: 'I look.\n',
      stderr: 'lines may be missing here: events 1 to 2 did not come\n',
    })
    expect((await world.run(Logs, ['c', '--tail', '1'])).stderr).toBe('')
  })

  test('states are left to the operator, but for those who ask for git-save or all that is written', async () => {
    for (const args of [[], ['-c', 'all'], ['-o', 'json']])
      expect((await world.run(Logs, ['c', ...args])).stdout).not.toContain('a state')
    expect((await world.run(Logs, ['c', '-c', 'git-save'])).stdout).toContain('a state')
  })

  test('as JSON: an event, a line or a gap a line', async () => {
    const from = { polecat: 'c', attempt: 1, container: 'agent' }
    const { stdout, stderr } = await world.run(Logs, ['c', '-o', 'json'])
    expect(
      stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { ...from, n: 1, time: '2026-03-01T11:59:01Z', event: { type: 'text', text: 'I look.' } },
      {
        ...from,
        n: 2,
        time: '2026-03-01T11:59:02Z',
        event: { type: 'tool_call', id: '1', name: 'Bash', input: { command: 'ls \u001B[2J' } },
      },
      { ...from, gap: 'events 3 to 4 did not come' },
      { ...from, n: 5, time: '2026-03-01T11:59:05Z', event: { type: 'end', ok: true, turns: 2 } },
    ])
    expect(stdout).not.toContain('\u001B')
    expect(stderr).toContain('lines may be missing here')
    const raw = await world.run(Logs, ['c', '-o', 'json', '--raw'])
    expect(JSON.parse(raw.stdout)).toEqual({ ...from, time: '2026-03-01T11:59:00Z', text: '{"type":"system"}' })
    const some = await world.run(Logs, ['c', '-o', 'json', '--grep', 'succeeded'])
    expect(some.stdout.match(/"n":\d/g)).toEqual(['"n":5'])
  })

  test('matches are looked for in the words that are shown', async () => {
    expect((await world.run(Logs, ['c', '--grep', 'tool_call|→'])).stdout).toBe('→ Bash ls ␛[2J\n')
  })

  test('with the times of the events; raw as it printed; all without telling it twice', async () => {
    expect((await world.run(Logs, ['c', '--timestamps'])).stdout).toContain('2026-03-01T11:59:05Z ■ succeeded')
    expect((await world.run(Logs, ['c', '--raw'])).stdout).toBe('{"type":"system"}\n')
    const all = (await world.run(Logs, ['c', '-c', 'all'])).stdout
    expect(all).toContain('[git-save] a word of its own\n')
    expect(all).toContain('[agent] I look.\n')
    expect(all).not.toContain('{"n":1')
  })
})

describe('--grep', () => {
  test('only the lines that match, painted on a terminal', async () => {
    expect((await world.run(Logs, ['x', '--grep', '^o.e'])).stdout).toBe('one\n')
    const { stdout } = await world.run(Logs, ['x', '--grep', '(?i:E)'], { terminal: 80 })
    expect(stdout).toBe('on\u001B[31me\u001B[39m\nr\u001B[31me\u001B[39md ␛]0;titl\u001B[31me\u001B[39m␇\n')
    const plain = await world.run(Logs, ['x', '--grep', 'e', '--no-color'], { terminal: 80 })
    expect(plain.stdout).toBe('one\nred ␛]0;title␇\n')
  })

  test('sees the words, not the names and times before them', async () => {
    expect(await world.run(Logs, ['x', '--timestamps', '--grep', '2026'])).toEqual({
      code: 0,
      stdout: '',
      stderr: 'No line of x matches.\n',
    })
    const { stdout } = await world.run(Logs, ['x', '-c', 'all', '--timestamps', '--grep', 'n.$'])
    expect(stdout).toBe('[agent] 2026-03-01T11:59:00Z one\n')
  })

  test('what matches nothing in particular changes nothing', async () => {
    expect((await world.run(Logs, ['x', '--grep', ''], { terminal: 80 })).stdout).toBe('one\nred ␛]0;title␇\n')
  })

  test('everything that is wrong with the flags is told once, for however many polecats', async () => {
    expect(await world.run(Logs, ['x', 'new', '--grep', '(', '--since', 'ever'])).toEqual({
      code: 2,
      stdout: '',
      stderr: `\
Error: invalid flag values
  --since: expected 10m or an RFC 3339 time, found "ever"
  --grep: expected a JavaScript regular expression, found "(": unterminated group
`,
    })
  })
})

describe('--attempt', () => {
  beforeEach(async () => {
    const { metadata, ...rest } = aPolecat({}, {}, 'z')
    const status = { phase: 'Working', attempt: 3, podName: 'z-1a2b-3', podUID: 'u', agent: 'custom' }
    await world.put(polecats, { ...rest, metadata: { ...metadata, uid: '1a2b3c4d' }, status } as never)
    world.logs.set('z-1a2b-1/agent', ['the first'])
    world.logs.set('z-1a2b-3/agent', ['the third'])
  })

  test('reads the pod of that one', async () => {
    expect((await world.run(Logs, ['z'])).stdout).toBe('the third\n')
    expect((await world.run(Logs, ['z', '--attempt', '3'])).stdout).toBe('the third\n')
    expect((await world.run(Logs, ['z', '--attempt', '1'])).stdout).toBe('the first\n')
  })

  test('one that has not been, or that is gone', async () => {
    expect(await world.run(Logs, ['z', '--attempt', '4'])).toEqual({
      code: 3,
      stdout: '',
      stderr: `\
Error: z has no attempt 4, only 3 attempts
→ See its history with: gastown events z
`,
    })
    expect(await world.run(Logs, ['z', '--attempt', '0'])).toMatchObject({ code: 2, stdout: '' })
    world.refuse = new GastownError('not-found', 'pods "z-1a2b-2" not found')
    const gone = await world.run(Logs, ['z', '--attempt', '2'])
    expect(gone).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('the pod of attempt 2 of z is gone, and its logs with it'),
    })
  })
})

describe('several at once', () => {
  beforeEach(async () => {
    const put = (name: string, rig: string, phase: string, team?: string) => {
      const made = aPolecat({ rig }, {}, name)
      const labels = team === undefined ? {} : { labels: { team } }
      const status = { phase, attempt: 1, podName: name, podUID: 'u', agent: 'custom' }
      return world.put(polecats, { ...made, metadata: { ...made.metadata, ...labels }, status } as never)
    }
    await put('one', 'athena', 'Working', 'web')
    await put('two', 'athena', 'Done', 'web')
    world.logs.set('one/agent', ['first'])
    world.logs.set('two/agent', ['second'])
  })

  test('by name, each with its name before its lines; one that is not there is told of', async () => {
    expect(await world.run(Logs, ['one', 'two', 'nobody'])).toEqual({
      code: 0,
      stdout: '[one] first\n[two] second\n',
      stderr: '[nobody] polecat nobody not found in namespace gastown-system\n',
    })
    expect((await world.run(Logs, ['one', 'two', '-c', 'all'])).stdout).toContain('[one/agent] first\n')
  })

  test('all, what works, and not two ways at once', async () => {
    expect((await world.run(Logs, ['--all'])).stdout).toContain('[one] first\n[two] second\n')
    expect(await world.run(Logs, ['one', '--all'])).toMatchObject({ code: 2, stdout: '' })
    expect((await world.run(Logs, [])).stdout).toContain('[one] first\n')
  })
})

test('another container, and all of them with their names', async () => {
  expect((await world.run(Logs, ['x', '-c', 'git-clone'])).stdout).toBe('cloned\n')
  const all = await world.run(Logs, ['x', '-c', 'all', '--timestamps'])
  expect(all.stdout).toMatch(/^\[git-clone\] 2026-03-01T11:59:00Z cloned\n\[agent\] 2026-03-01T11:59:00Z one\n/)
})

test('a log without a line', async () => {
  world.logs.set('pod/agent', [])
  expect(await world.run(Logs, ['x'])).toEqual({ code: 0, stdout: '', stderr: 'The log of x is empty.\n' })
  expect(await world.run(Logs, ['x', '--tail', '0'])).toMatchObject({ stderr: '' })
})

const putY = (status: PolecatStatus) =>
  world.put(polecats, { ...aPolecat({}, {}, 'y'), status: { podName: 'p', podUID: 'u', ...status } } as never)

describe('where the agent does not run', () => {
  const waiting = new GastownError('invalid', 'container "agent" in pod "p" is waiting to start: PodInitializing')
  const started = { phases: [{ name: 'agent started' as const, seconds: 0 }] }
  beforeEach(() => {
    world.refuse = waiting
  })

  test('it failed before', async () => {
    await putY({ phase: 'Failed', reason: 'CloneFailed', message: 'there is no repository' })
    const { code, stderr } = await world.run(Logs, ['y'])
    expect(code).toBe(3)
    expect(stderr).toContain('Error: the agent of y never started: CloneFailed: there is no repository\n')
    expect(stderr).toContain('gastown logs y -c git-clone')
  })

  test('it has not started yet', async () => {
    await putY({ phase: 'Working' })
    expect(await world.run(Logs, ['y'])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('the agent of y has not started yet\n→ Wait for it with: gastown logs y -f'),
    })
    const ran = await world.run(Exec, ['y'], { passthroughArgs: ['sh'] })
    expect(ran).toMatchObject({ code: 3, stderr: expect.stringContaining('gastown wait y --for started') })
  })

  test('it has ended', async () => {
    await putY({ phase: 'Done', ...started })
    const ran = await world.run(Exec, ['y'], { passthroughArgs: ['sh'] })
    expect(ran).toMatchObject({ code: 3, stderr: expect.stringContaining('y has ended, so nothing runs in its pod') })
  })

  test('another reason is told as it is', async () => {
    await putY({ phase: 'Working', ...started })
    expect(await world.run(Logs, ['y'])).toMatchObject({ code: 2, stderr: expect.stringContaining('PodInitializing') })
    const ran = await world.run(Exec, ['y'], { passthroughArgs: ['sh'] })
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('PodInitializing') })
  })
})

test('raw in a pipe only', async () => {
  expect((await world.run(Logs, ['x', '--raw'])).stdout).toBe('one\n\u001B[31mred\u001B[0m \u001B]0;title\u0007\n')
  expect((await world.run(Logs, ['x', '--raw'], { terminal: 80 })).stdout).not.toContain('\u001B')
})

test('what has no pod yet, and what is wrong', async () => {
  expect(await world.run(Logs, ['new'])).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('new has no pod yet'),
  })
  expect(await world.run(Logs, ['x', '-c', 'init'])).toMatchObject({ code: 2, stdout: '' })
  expect(await world.run(Logs, ['x', '--since', 'ever'])).toMatchObject({ code: 2 })
})

test("exec gives the command's own exit code", async () => {
  const ran = await world.run(Exec, ['x'], { passthroughArgs: ['sh', '-c', 'exit 3'] })
  expect(ran).toEqual({ code: 3, stdout: 'ran\n', stderr: '' })
  expect(world.execs[0]).toMatchObject({ command: ['sh', '-c', 'exit 3'], container: 'agent', stdin: undefined })
})

test('exec of a program that is not there ends as in a shell', async () => {
  const said = 'the container has no such program: exec: "nope": executable file not found in $PATH'
  world.refuse = new GastownError('not-found', said, { cause: new StatusError(500, {}) })
  const ran = await world.run(Exec, ['x'], { passthroughArgs: ['nope'] })
  expect(ran).toEqual({ code: 127, stdout: '', stderr: `${said}\n` })
})

test('exec needs a command, and a terminal for -t', async () => {
  expect(await world.run(Exec, ['x'])).toMatchObject({ code: 2, stderr: expect.stringContaining('after --') })
  const noTerminal = await world.run(Exec, ['x', '-it'], { passthroughArgs: ['sh'] })
  expect(noTerminal).toMatchObject({ code: 2, stderr: expect.stringContaining('--tty') })
})

test('other commands take nothing after --', async () => {
  expect(await world.run(Logs, ['x'], { passthroughArgs: ['sh'] })).toMatchObject({ code: 2, stdout: '' })
})
