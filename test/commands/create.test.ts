import { execFileSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import Create from '../../src/commands/polecat/create.ts'
import { polecats, rigs } from '../../src/kube/resources.ts'
import type { Polecat } from '../../src/polecat/schema.ts'
import { aPolecat, aRig } from '../support/a-polecat.ts'
import { openWorld, type FakeWorld } from '../support/fake-context.ts'

let world: FakeWorld
beforeEach(async () => {
  world = await openWorld()
  await world.put(rigs, aRig())
})
afterEach(() => world.close())

const task = ['--rig', 'athena', '--task', 'Fix it']
const made = (name: string) => world.client.look(polecats, name)

describe('a new polecat', () => {
  test('from flags', async () => {
    const flags = `
      --agent claude-code --model m --provider p --max-tokens 100 --temperature 0.5
      --repo https://git.example/r --base dev --work-branch w --git-secret g
      --api-key-secret keys:mine --timeout 1h30m --size heavy --image i:1
      --env A=1=2 --env B= --node-selector zone=x --toleration gpu=yes:NoSchedule
      --toleration spot --max-cost 2.5 --max-turns 30 --max-tokens-total 1000
      --idle-timeout 10m --max-attempts 2 --uncommitted rescue --set priority=5
      --set kubernetes.author={"name":"A","email":"a@b"}`
      .trim()
      .split(/\s+/)
    expect(await world.run(Create, ['fix-it', ...task, ...flags])).toEqual({
      code: 0,
      stdout: 'fix-it: created for rig athena, works on w\n',
      stderr: 'See how it goes with: gastown status fix-it\n',
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
        budget: { costUSD: 2.5, turns: 30, tokens: 1000, idleSeconds: 600 },
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
    expect(await world.run(Create, ['x', '--rig', 'athena', '--task', text])).toMatchObject({ code: 0 })
    expect(made('x')?.spec.taskDescription).toBe(text)
    expect(await world.run(Create, ['y', '--rig', 'athena', `--task=${text}`])).toMatchObject({ code: 0 })
    expect(made('y')?.spec.taskDescription).toBe(text)
  })

  test('its task from a file or stdin', async () => {
    const text = 'First\n\n\tsecond\r\n'
    await writeFile(join(world.home, 'task.md'), text)
    await world.run(Create, ['x', '--rig', 'athena', '--task-file', 'task.md'])
    await world.run(Create, ['y', '--rig', 'athena', '--task-file', '-'], { stdin: text })
    expect([made('x')?.spec.taskDescription, made('y')?.spec.taskDescription]).toEqual([text, text])
  })

  test('a command after -- is for the custom agent', async () => {
    await world.run(Create, ['x', ...task], { trailing: ['sh', '-c', 'echo "$HOME"'] })
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
    const ran = await world.run(Create, ['-f', 'p.yaml', '--template', 'own', '--max-cost', '1'])
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
    [['x', '--task', 'T', '--rig', 'athens'], 3, 'there is no rig "athens"; did you mean athena?'],
    [['x', ...task, '--taks', 'T'], 2, '--taks: did you mean --task?'],
    [['x', 'y', ...task], 2, 'unexpected argument: y'],
    [['x', '--rig', 'athena', '--task', ' '], 2, '--task: the task is empty'],
    [['x', '--rig', 'athena'], 2, '--task: expected a task'],
    [['x', '--rig', 'athena', '--task-file', '.'], 2, '--task-file: . is a directory, expected a file'],
    [['x', '--rig', 'athena', '--task-file', 'none'], 2, '--task-file: there is no file none'],
    [['x', ...task, '--task-file', 'none'], 2, '--task-file: cannot be given together with --task'],
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
    [['-f', 'none.yaml'], 2, '--file: there is no file none.yaml'],
  ])('%j', async (argv, code, words) => {
    const ran = await world.run(Create, argv)
    expect(ran).toMatchObject({ code, stdout: '' })
    expect(ran.stderr).toContain(words)
    expect(ran.stderr).not.toMatch(/^\s+at /m)
    expect(world.client.writes).toEqual([])
  })

  test('an agent that nobody knows is one problem', async () => {
    const { code, stderr } = await world.run(Create, ['x', ...task, '--agent', 'nope'], { trailing: ['true'] })
    expect(code).toBe(2)
    expect(stderr.match(/^ {2}\S+: /gm)).toEqual(['  --agent: '])
    const other = await world.run(Create, ['x', ...task, '--agent', 'codex'], { trailing: ['true'] })
    expect(other.stderr).toContain('  --: only the custom agent takes a command; the agent is codex\n')
  })

  test('a task that is too long, in bytes', async () => {
    await writeFile(join(world.home, 'long.md'), 'ä'.repeat(150_000))
    const { code, stderr } = await world.run(Create, ['x', '--rig', 'athena', '--task-file', 'long.md'])
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
    expect((await world.run(Create, ['-f', 'bad.yaml'])).stderr).toMatch(/bad\.yaml:\d+:\d+: /)
    const spec = 'spec:\n  rig: athena\n  taskDescripton: T\n'
    const head = 'apiVersion: gastown.gastown.io/v1alpha1\nkind: Polecat\nmetadata: {name: x}\n'
    await writeFile(join(world.home, 'typo.yaml'), head + spec)
    const typo = await world.run(Create, ['-f', 'typo.yaml'])
    expect(typo).toMatchObject({ code: 2 })
    expect(typo.stderr).toMatch(/taskDescripton[^\n]*taskDescription[^\n]*line 6/)
    await writeFile(join(world.home, 'rig.yaml'), 'kind: Rig\n')
    expect((await world.run(Create, ['-f', 'rig.yaml'])).stderr).toContain('expected kind Polecat, found Rig')
    const words = await world.run(Create, ['-f', '-'], { stdin: 'hello\n' })
    expect(words.stderr).toContain(
      'Error: stdin holds what is no Polecat\n  stdin:1: expected kind Polecat, found text\n',
    )
    const none = await world.run(Create, ['-f', '-'], { stdin: 'spec: {}\n' })
    expect(none.stderr).toContain("found fields without 'kind'")
  })

  test('a name that stands in a file twice', async () => {
    const one = 'kind: Polecat\nmetadata: {name: x}\nspec: {rig: athena, taskDescription: T}\n'
    const head = 'apiVersion: gastown.gastown.io/v1alpha1\n'
    await writeFile(join(world.home, 'two.yaml'), `${head}${one}---\n${head}${one}`)
    const { code, stderr } = await world.run(Create, ['-f', 'two.yaml'])
    expect(code).toBe(2)
    expect(stderr).toContain("metadata.name: expected each name once; 'x' stands in line 3 already (line 8)")
    expect(world.client.writes).toEqual([])
  })

  test('a name that is taken', async () => {
    await world.put(polecats, { ...aPolecat({}, {}, 'x') })
    const ran = await world.run(Create, ['x', ...task])
    expect(ran).toMatchObject({ code: 6, stdout: '' })
    expect(ran.stderr).toMatch(/there is a polecat x already[^]*gastown retry x/)
  })
})

function git(folder: string, ...args: string[]): void {
  execFileSync('git', ['-C', folder, ...args], { stdio: 'pipe' })
}

async function checkout(branch: string): Promise<string> {
  const [remote, folder] = [join(world.home, 'my-app.git'), join(world.home, 'my-app')]
  git(world.home, 'init', '-q', '--bare', '-b', 'trunk', remote)
  git(world.home, 'init', '-q', '-b', 'trunk', folder)
  git(folder, 'remote', 'add', 'origin', '../my-app.git')
  const me = ['-c', 'user.name=a', '-c', 'user.email=a@b']
  git(folder, ...me, 'commit', '-q', '--allow-empty', '-m', 'Begin')
  git(folder, 'push', '-q', 'origin', 'trunk', 'trunk:pushed')
  git(folder, 'checkout', '-q', '-B', branch)
  return folder
}

describe('in a checkout', () => {
  test('without a rig, local mode makes one and says so', async () => {
    const folder = await checkout('trunk')
    const ran = await world.run(Create, ['x', '--local', '--task', 'T'], { folder })
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining('Made rig my-app') })
    expect(world.client.look(rigs, 'my-app')?.spec).toMatchObject({
      gitURL: join(world.home, 'my-app.git'),
      beadsPrefix: 'ma',
      defaults: { kubernetes: { gitBranch: 'trunk' } },
    })
    expect(made('x')?.spec.rig).toBe('my-app')
    expect(made('x')?.spec.kubernetes.gitBranch).toBeUndefined()
    const again = await world.run(Create, ['y', '--local', '--task', 'T'], { folder })
    expect(again).toMatchObject({ code: 0, stderr: expect.not.stringContaining('Made rig') })
  })

  test('a bead of its tracker is for its rig, whose prefix is that of the first one', async () => {
    const folder = await checkout('trunk')
    await mkdir(join(folder, '.beads'))
    const lines = ['app-1', 'my-own-2'].map((id) => `${JSON.stringify({ id, title: 'T' })}\n`)
    await writeFile(join(folder, '.beads', 'issues.jsonl'), lines.join(''))
    const run = (name: string, id: string) => world.run(Create, [name, '--local', '--bead', id], { folder })
    expect(await run('x', 'app-1')).toMatchObject({ code: 0 })
    expect(world.client.look(rigs, 'my-app')?.spec.beadsPrefix).toBe('app')
    expect(await run('y', 'my-own-2')).toMatchObject({ code: 0 })
    expect(made('y')?.spec).toMatchObject({ rig: 'my-app', beadID: 'my-own-2' })
  })

  test('its templates are found from every folder in it', async () => {
    const folder = await checkout('trunk')
    await mkdir(join(folder, '.gastown', 'templates'), { recursive: true })
    await mkdir(join(folder, 'src', 'deep'), { recursive: true })
    await writeFile(join(folder, '.gastown', 'templates', 'ours.yaml'), 'spec: {priority: 7}\n')
    const flags = ['x', '--local', '--task', 'T', '--template', 'ours']
    expect(await world.run(Create, flags, { folder: join(folder, 'src', 'deep') })).toMatchObject({ code: 0 })
    expect(made('x')?.spec.priority).toBe(7)
  })

  test('the base is its branch where the remote has that', async () => {
    const folder = await checkout('pushed')
    await world.run(Create, ['x', '--local', '--task', 'T'], { folder })
    expect(made('x')?.spec.kubernetes.gitBranch).toBe('pushed')
  })

  test('the remote is asked once for any number of polecats', async () => {
    const folder = await checkout('pushed')
    await world.put(rigs, aRig({ gitURL: join(world.home, 'my-app.git') }, 'app'))
    const programs = join(world.home, 'programs')
    await mkdir(programs)
    const script = `#!/bin/sh\necho "$1" >> '${join(world.home, 'asked')}'\nPATH='${process.env['PATH']}' exec git "$@"\n`
    await writeFile(join(programs, 'git'), script, { mode: 0o755 })
    await writeFile(join(folder, 'tasks.yaml'), '- A\n- B\n- C\n')
    const flags = ['--local', '--task-file', 'tasks.yaml', '-o', 'json']
    const { stdout } = await world.run(Create, flags, { folder, env: { PATH: programs } })
    const { items } = JSON.parse(stdout)
    expect(items.map((item: Polecat) => item.spec.kubernetes.gitBranch)).toEqual(['pushed', 'pushed', 'pushed'])
    const asked = (await readFile(join(world.home, 'asked'), 'utf8')).split('\n')
    expect(asked.filter((verb) => verb === 'ls-remote')).toHaveLength(1)
  })

  test('a branch that was never pushed is no base', async () => {
    const folder = await checkout('mine')
    await world.run(Create, ['x', '--local', '--task', 'T'], { folder })
    expect(made('x')?.spec.kubernetes.gitBranch).toBeUndefined()
  })

  test('on a cluster the user makes the rig', async () => {
    const folder = await checkout('trunk')
    const ran = await world.run(Create, ['x', '--task', 'T'], { folder })
    expect(ran).toMatchObject({ code: 3 })
    expect(ran.stderr).toContain('gastown rig create my-app --git-url')
  })

  test('a remote that does not answer', async () => {
    const folder = await checkout('trunk')
    git(folder, 'remote', 'set-url', 'origin', join(world.home, 'gone.git'))
    const ran = await world.run(Create, ['x', '--local', '--task', 'T'], { folder })
    expect(ran).toMatchObject({ code: 2, stdout: '' })
    expect(ran.stderr).toMatch(/remote of this checkout does not answer[^]*gone\.git/)
  })

  test('two rigs have its repository', async () => {
    const folder = await checkout('trunk')
    const gitURL = join(world.home, 'my-app.git')
    await world.put(rigs, aRig({ gitURL }, 'one'), aRig({ gitURL }, 'two'))
    const ran = await world.run(Create, ['x', '--local', '--task', 'T'], { folder })
    expect(ran).toMatchObject({ code: 2, stdout: '' })
    expect(ran.stderr).toMatch(/--rig: one, two have the repository[^]*Name one of them, such as: --rig one/)
  })

  test('no git on the PATH: nothing is started for it', async () => {
    const folder = await checkout('trunk')
    let started = false
    world.onLocalUp = () => (started = true)
    const ran = await world.run(Create, ['x', '--local', '--task', 'T'], { folder, env: { PATH: world.home } })
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no git on the PATH') })
    expect(ran.stderr).not.toContain('ENOENT')
    expect(started).toBe(false)
  })
})
