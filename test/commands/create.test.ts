import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import Create from '../../src/commands/polecat/create.ts'
import { polecats, rigs } from '../../src/kube/resources.ts'
import { apiVersion } from '../../src/polecat/names.ts'
import { aPolecat, aRig } from '../support/a-polecat.ts'
import { openWorld, type FakeWorld } from '../support/fakes/fake-context.ts'

let world: FakeWorld
beforeEach(async () => {
  world = await openWorld()
  await world.put(rigs, aRig())
})
afterEach(() => world.close())

const unchecked = ['--no-check', '--rig', 'athena']
const task = [...unchecked, '--task', 'Fix it']
const custom = ['x', ...task, '--agent', 'custom', '--set', 'agentConfig.command=["true"]']
const made = (name: string) => world.client.look(polecats, name)

describe('a new polecat', () => {
  test('from flags', async () => {
    const flags = `
      --agent claude-code --model m --provider p --max-tokens 100 --temperature 0.5
      --repo https://git.example/r --base dev --work-branch w --git-secret g
      --api-key-secret keys:mine --timeout 1h30m --size heavy --image i:1
      --env A=1=2 --env B= --node-selector zone=x --toleration gpu=yes:NoSchedule
      --toleration spot --max-cost 2.5 --max-turns 30
      --max-attempts 2 --uncommitted rescue --set priority=5
      --set kubernetes.author={"name":"A","email":"a@b"}`
      .trim()
      .split(/\s+/)
    expect(await world.run(Create, ['fix-it', ...task, ...flags])).toEqual({
      code: 0,
      stdout: 'fix-it: created for rig athena, branch w\n',
      stderr: 'Follow progress with: gastown status fix-it\n',
    })
    expect(made('fix-it')).toMatchObject({
      metadata: { name: 'fix-it', namespace: 'gastown-system' },
      spec: {
        rig: 'athena',
        taskDescription: 'Fix it',
        agent: 'claude-code',
        agentConfig: { model: 'm', provider: 'p', maxTokens: 100, temperature: 0.5 },
        kubernetes: {
          gitRepository: 'https://git.example/r',
          gitBranch: 'dev',
          workBranch: 'w',
          gitSecretRef: { name: 'g' },
          apiKeySecretRef: { name: 'keys', key: 'mine' },
          activeDeadlineSeconds: 5400,
          resources: { requests: { cpu: '1', memory: '2Gi' }, limits: { cpu: '4', memory: '8Gi' } },
          image: 'i:1',
          env: [
            { name: 'A', value: '1=2' },
            { name: 'B', value: '' },
          ],
          nodeSelector: { zone: 'x' },
          tolerations: [
            { key: 'gpu', operator: 'Equal', value: 'yes', effect: 'NoSchedule' },
            { key: 'spot', operator: 'Exists' },
          ],
          author: { name: 'A', email: 'a@b' },
        },
        budget: { costUSD: 2.5, turns: 30 },
        maxAttempts: 2,
        uncommitted: 'rescue',
        priority: 5,
      },
    })
  })

  test.each([
    ['--help'],
    ['-f is broken'],
    ['--wait'],
    ['-- x'],
    ['a "b" `c` $(d) $(E)\n\n  🚀\t'],
    ['-'],
    ['--dry-run'],
  ])('its task is %j, byte for byte', async (text) => {
    expect(await world.run(Create, ['x', '--no-check', '--rig', 'athena', '--task', text])).toMatchObject({ code: 0 })
    expect(made('x')?.spec.taskDescription).toBe(text)
    expect(await world.run(Create, ['y', ...unchecked, `--task=${text}`])).toMatchObject({ code: 0 })
    expect(made('y')?.spec.taskDescription).toBe(text)
  })

  test('its task from a file or stdin', async () => {
    const text = 'First\n\n\tsecond\r\n'
    await writeFile(join(world.home, 'task.md'), text)
    await world.run(Create, ['x', '--no-check', '--rig', 'athena', '--task-file', 'task.md'])
    await world.run(Create, ['y', ...unchecked, '--task-file', '-'], { stdin: text })
    expect([made('x')?.spec.taskDescription, made('y')?.spec.taskDescription]).toEqual([text, text])
  })

  test('a command after -- is for the custom agent', async () => {
    await world.run(Create, ['x', ...task], { passthroughArgs: ['sh', '-c', 'echo "$HOME"'] })
    expect(made('x')?.spec).toMatchObject({
      agent: 'custom',
      agentConfig: { command: ['sh'], args: ['-c', 'echo "$HOME"'] },
    })
  })

  test('named after the theme of its rig, as no other is', async () => {
    const { stdout } = await world.run(Create, [...task, '-o', 'name'])
    const name = stdout.trim().split('/')[1] ?? ''
    expect(name).toMatch(/^[a-z]+$/)
    expect(made(name)?.spec.rig).toBe('athena')
  })

  test('template, file and flags are layers', async () => {
    await mkdir(join(world.home, '.config/gastown/templates'), { recursive: true })
    const template = 'spec: {maxAttempts: 3, priority: 1, kubernetes: {activeDeadlineSeconds: 700}}'
    await writeFile(join(world.home, '.config/gastown/templates/own.yaml'), template)
    const file = {
      apiVersion: 'gastown.gastown.io/v1alpha1',
      kind: 'Polecat',
      metadata: { name: 'from-file' },
      spec: { rig: 'athena', taskDescription: 'T', priority: 2, budget: { turns: 5 } },
    }
    await writeFile(join(world.home, 'p.yaml'), JSON.stringify(file))
    const ran = await world.run(Create, ['--no-check', '-f', 'p.yaml', '--template', 'own', '--max-cost', '1'])
    expect(ran).toMatchObject({ code: 0 })
    expect(made('from-file')?.spec).toMatchObject({
      maxAttempts: 3,
      priority: 2,
      budget: { turns: 5, costUSD: 1 },
      kubernetes: { activeDeadlineSeconds: 700 },
    })
    expect(made('from-file')?.spec.kubernetes.workBranch).toBeUndefined()
  })

  test('local mode notes the PATH, and what the user agreed to', async () => {
    await world.run(Create, ['x', ...task, '--local', '--unsandboxed'], { env: { PATH: process.env.PATH ?? '' } })
    expect(made('x')?.metadata.annotations).toEqual({
      'gastown.io/path': process.env.PATH,
      'gastown.io/unsandboxed': 'true',
    })
  })

  test('limits that nothing holds here are not promised', async () => {
    const none = { memory: false, cpu: false, processes: 'user', disk: true, why: 'control groups are closed' } as const
    world.local = { ...world.local, limits: none }
    const told = await world.run(Create, ['x', ...task, '--local', '--size', 'light'])
    expect(told.stderr).toContain(
      'Not enforced on this machine: limits of memory and CPU: control groups are closed.\n',
    )
    expect((await world.run(Create, ['y', ...task, '--local'])).stderr).not.toContain('Not enforced')
    world.local = { ...world.local, limits: { memory: true, cpu: true, processes: 'run', disk: true } }
    expect((await world.run(Create, ['z', ...task, '--local', '--size', 'light'])).stderr).not.toContain('Not enforced')
  })

  describe('settings that local mode does not use are named, once', () => {
    const all = ['--image', 'i', '--node-selector', 'a=b', '--toleration', 'gpu']
    const requests = ['--set', 'kubernetes.resources.requests={"cpu":"1","memory":"1Gi","ephemeral-storage":"1Gi"}']
    test.for([
      ['flags', all, kubernetes('image', 'nodeSelector', 'tolerations')],
      ['requests', requests, kubernetes('resources.requests.memory', 'resources.requests.ephemeral-storage')],
      ['a dry run', ['--image', 'i', '--dry-run'], kubernetes('image')],
      ['two polecats', ['--image', 'i', '-f', 'two.yaml'], kubernetes('image')],
      ['what is used', ['--env', 'A=b', '--set', 'kubernetes.resources.limits.memory=1Gi'], undefined],
      ['a size', ['--size', 'light'], undefined],
      ['a template', ['--template', 'own'], undefined],
    ] as const)('%s', async ([, flags, names]) => {
      await mkdir(join(world.home, '.config/gastown/templates'), { recursive: true })
      const template = 'spec: {kubernetes: {image: t, resources: {requests: {memory: 1Gi}}}}'
      await writeFile(join(world.home, '.config/gastown/templates/own.yaml'), template)
      await writeFile(join(world.home, 'two.yaml'), `${documentOf('a')}\n---\n${documentOf('b')}\n`)
      const words = (flags as readonly string[]).includes('-f') ? unchecked : task
      const { code, stderr } = await world.run(Create, [...words, '--local', ...flags])
      const told = stderr.split('\n').filter((line) => line.startsWith('Not used'))
      expect({ code, told }).toEqual({
        code: 0,
        told: names === undefined ? [] : [`Not used in local mode: ${names}.`],
      })
      expect((await world.run(Create, [...words, ...flags, '--dry-run'])).stderr).not.toContain('Not used')
    })

    test('those of a rig too, but for what a polecat has of its own', async () => {
      const spec = { tolerations: [], containers: [{ name: 'agent', image: 'p' }] }
      const podTemplate = { spec }
      await world.put(rigs, aRig({ podTemplate, defaults: { kubernetes: { image: 'r' } } }, 'sparta'))
      const run = async (...flags: string[]) =>
        (await world.run(Create, ['--no-check', '--rig', 'sparta', '--task', 'T', '--local', ...flags])).stderr
      const ofTemplate =
        'rig sparta: spec.podTemplate.spec.tolerations, rig sparta: spec.podTemplate.spec.containers[].image'
      expect(await run()).toContain(
        `Not used in local mode: rig sparta: spec.defaults.kubernetes.image, ${ofTemplate}.\n`,
      )
      expect(await run('--image', 'i')).toContain(`Not used in local mode: spec.kubernetes.image, ${ofTemplate}.\n`)
    })
  })

  test('without a sandbox it is refused until the user agrees', async () => {
    world.local = { ...world.local, sandboxed: false, why: 'bwrap is not installed' }
    const refused = await world.run(Create, ['x', ...task, '--local'])
    expect(refused).toMatchObject({ code: 4, stdout: '' })
    expect(refused.stderr).toMatch(/bwrap is not installed[^]*--unsandboxed/)
    expect(made('x')).toBeUndefined()
    const agreed = await world.run(Create, ['x', ...task, '--local'], { env: { GASTOWN_UNSANDBOXED: '1' } })
    expect(agreed).toMatchObject({ code: 0 })
    expect(agreed.stderr).toMatch(/without a sandbox/)
  })
})

describe('a dry run', () => {
  test('prints the whole and makes nothing', async () => {
    const { code, stdout } = await world.run(Create, ['x', ...task, '--dry-run'])
    expect(code).toBe(0)
    expect(parse(stdout)).toMatchObject({
      kind: 'Polecat',
      metadata: { name: 'x' },
      spec: { taskDescription: 'Fix it', kubernetes: { activeDeadlineSeconds: 3600 } },
    })
    expect(world.client.writes).toEqual([])
  })
})

describe('refused, with everything at once', () => {
  test.each([
    [['x', '--task', 'T', '--rig', 'athens'], 3, 'rig "athens" not found; did you mean athena?'],
    [['x', ...task, '--taks', 'T'], 2, '--taks: did you mean --task?'],
    [['x', 'y', ...task], 2, 'unexpected argument: y'],
    [['x', '--no-check', '--rig', 'athena', '--task', ' '], 2, '--task: the task is empty'],
    [['x', '--no-check', '--rig', 'athena'], 2, '--task: expected a task'],
    [['x', '--no-check', '--rig', 'athena', '--task-file', '.'], 2, '--task-file: . is a directory, expected a file'],
    [['x', '--no-check', '--rig', 'athena', '--task-file', 'none'], 2, '--task-file: no such file: none'],
    [['x', ...task, '--task-file', 'none'], 2, '--task-file: cannot be combined with --task'],
    [['x', ...task, '--agent', 'claud-code'], 2, 'found "claud-code"; did you mean claude-code?'],
    [['x', ...task, '--agent', 'custom'], 2, '--: '],
    [['x', ...task, '--timeout', 'soon'], 2, '--timeout: expected a duration such as'],
    [['x', ...task, '--timeout', '0'], 2, '--timeout: '],
    [['x', ...task, '--size', 'huge'], 2, '--size: expected one of light, medium, heavy, found "huge"'],
    [['x', ...task, '--template', 'featur'], 3, 'did you mean feature?'],
    [['Fix', ...task], 2, 'NAME: '],
    [['a'.repeat(53), ...task], 2, 'NAME: expected at most 52 characters'],
    [['x', ...task, '--env', 'A'], 2, '--env: expected NAME=VALUE, found "A"'],
    [['x', ...task, '--set', 'oops'], 2, '--set: expected PATH=VALUE'],
    [['x', ...task, '--base', 'b', '--work-branch', 'b'], 2, '--work-branch: '],
    [['x', ...task, '--dry-run', 'client', '-o', 'xml'], 2, '-o'],
    [['x', ...task, '--timeout', '20'], 2, '--timeout: expected 60 to 14400 seconds; found 20'],
    [['x', ...task, '--max-tokens-total', '1000'], 2, '--max-tokens-total: cannot be enforced: costUSD and turns only'],
    [['x', ...task, '--idle-timeout', '10m'], 2, '--idle-timeout: cannot be enforced'],
    [['x', ...task, '--set', 'budget.onRateLimit=stop', '--dry-run=client'], 2, 'spec.budget.onRateLimit: cannot'],
    [[...custom, '--max-cost', '1', '--dry-run=client'], 2, '--max-cost: cannot be enforced: nothing of the budget'],
    [[...custom, '--max-turns', '3', '--dry-run=server'], 2, '--max-turns: cannot be enforced'],
    [[...custom, '--temperature', '1'], 2, '--temperature: custom does not take it; it takes provider, command'],
    [['-f', 'none.yaml'], 2, '--file: no such file: none.yaml'],
  ])('%j', async (argv, code, words) => {
    const ran = await world.run(Create, argv)
    expect(ran).toMatchObject({ code, stdout: '' })
    expect(ran.stderr).toContain(words)
    expect(ran.stderr).not.toMatch(/^\s+at /m)
    expect(world.client.writes).toEqual([])
  })

  test('what of a rig does not hold is said, and its polecats are not refused', async () => {
    const ceilings = { budget: { costUSD: 1, tokens: 1000 } }
    await world.put(rigs, aRig({ settings: { budget: { costUSDPerDay: 5 }, ceilings } }, 'sparta'))
    const run = (...more: string[]) => world.run(Create, ['--no-check', '--rig', 'sparta', '--task', 'x', ...more])
    const { code, stderr } = await run('--dry-run=client')
    expect(code).toBe(0)
    expect(stderr).toContain('Not applied: rig sparta: spec.settings.budget.costUSDPerDay: ')
    expect(stderr).toContain('Not applied: rig sparta: spec.settings.ceilings.budget.tokens: ')
    expect(stderr).not.toContain('ceilings.budget.costUSD:')
    const own = await run('--agent', 'custom', '--set', 'agentConfig.command=["true"]')
    expect(own).toMatchObject({ code: 0, stderr: expect.stringContaining('ceilings.budget.costUSD: ') })
  })

  test('what nothing enforces yet is not in the help', () => {
    const { 'max-tokens-total': tokens, 'idle-timeout': idle, 'max-turns': turns } = Create.flags
    expect([tokens.hidden, idle.hidden, turns.hidden]).toEqual([true, true, undefined])
  })

  test('an agent that nobody knows is one problem', async () => {
    const { code, stderr } = await world.run(Create, ['x', ...task, '--agent', 'nope'], { passthroughArgs: ['true'] })
    expect(code).toBe(2)
    expect(stderr.match(/^ {2}\S+: /gm)).toEqual(['  --agent: '])
    const other = await world.run(Create, ['x', ...task, '--agent', 'codex'], { passthroughArgs: ['true'] })
    expect(other.stderr).toContain('  --: only the custom agent takes a command; the agent is codex\n')
  })

  test('a task that is too long, in bytes', async () => {
    await writeFile(join(world.home, 'long.md'), 'ä'.repeat(150_000))
    const { code, stderr } = await world.run(Create, ['x', '--no-check', '--rig', 'athena', '--task-file', 'long.md'])
    expect(code).toBe(2)
    expect(stderr).toContain('  --task-file: expected a task of at most 262144 bytes; found 300000\n')
    expect(stderr).not.toContain('--task:')
  })

  test('problems of all kinds', async () => {
    const argv = 'Fix --rig athens --timeout 20000 --agent custom --env X'.split(' ')
    const { code, stderr } = await world.run(Create, [...argv, '--task', ''])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^Error: the polecat cannot be created\n/)
    for (const field of ['NAME', '--task', '--rig', '--timeout', '--', '--env'])
      expect(stderr).toContain(`  ${field}: `)
  })

  test('a file: line and column, near names, and other kinds', async () => {
    await writeFile(join(world.home, 'bad.yaml'), 'kind: Polecat\nspec: {a: [\n')
    expect((await world.run(Create, ['--no-check', '-f', 'bad.yaml'])).stderr).toMatch(/bad\.yaml:\d+:\d+: /)
    const spec = 'spec:\n  rig: athena\n  taskDescripton: T\n'
    const head = 'apiVersion: gastown.gastown.io/v1alpha1\nkind: Polecat\nmetadata: {name: x}\n'
    await writeFile(join(world.home, 'typo.yaml'), head + spec)
    const typo = await world.run(Create, ['--no-check', '-f', 'typo.yaml'])
    expect(typo).toMatchObject({ code: 2 })
    expect(typo.stderr).toMatch(/taskDescripton[^\n]*taskDescription[^\n]*line 6/)
    await writeFile(join(world.home, 'rig.yaml'), 'kind: Rig\n')
    expect((await world.run(Create, ['--no-check', '-f', 'rig.yaml'])).stderr).toContain(
      'expected kind Polecat, found Rig',
    )
    const words = await world.run(Create, ['--no-check', '-f', '-'], { stdin: 'hello\n' })
    expect(words.stderr).toContain(
      'Error: stdin contains an object that is not a Polecat\n  stdin:1: expected kind Polecat, found text\n',
    )
    const none = await world.run(Create, ['--no-check', '-f', '-'], { stdin: 'spec: {}\n' })
    expect(none.stderr).toContain("found fields without 'kind'")
  })

  test('a name that stands in a file twice', async () => {
    const one = 'kind: Polecat\nmetadata: {name: x}\nspec: {rig: athena, taskDescription: T}\n'
    const head = 'apiVersion: gastown.gastown.io/v1alpha1\n'
    await writeFile(join(world.home, 'two.yaml'), `${head}${one}---\n${head}${one}`)
    const { code, stderr } = await world.run(Create, ['--no-check', '-f', 'two.yaml'])
    expect(code).toBe(2)
    expect(stderr).toContain("metadata.name: expected each name once; 'x' is already in line 3 (line 8)")
    expect(world.client.writes).toEqual([])
  })

  test('a name that is taken', async () => {
    await world.put(polecats, { ...aPolecat({}, {}, 'x') })
    const ran = await world.run(Create, ['x', ...task])
    expect(ran).toMatchObject({ code: 6, stdout: '' })
    expect(ran.stderr).toMatch(/polecat x already exists[^]*gastown retry x/)
  })
})

function kubernetes(...names: string[]): string {
  return names.map((name) => `spec.kubernetes.${name}`).join(', ')
}

function documentOf(name: string): string {
  return JSON.stringify({ apiVersion, kind: 'Polecat', metadata: { name }, spec: { taskDescription: 'T' } })
}
