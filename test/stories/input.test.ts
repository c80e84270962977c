/** Bad input: one clear message, all problems at once, the right exit code, nothing half done. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeInFull, inFull, moreInFull } from '../support/full.ts'
import { launcher, openStory, type Repository, type Story } from '../support/story.ts'

let story: Story
let repository: Repository

beforeAll(async () => {
  story = await openStory()
  repository = await story.repository('athena')
  await story.gastown(['rig', 'create', 'athena', '--git-url', repository.remote])
})
afterAll(() => story.close())

const custom = ['--agent', 'custom', '--', 'true']
const create = (...args: string[]) => story.gastown(['create', ...args], { cwd: repository.checkout })

describe('create refuses', () => {
  const cases: [string, readonly string[], number, RegExp][] = [
    ['an unknown flag', ['x', '--taks', 'T', ...custom], 2, /taks[^]*--task/],
    ['a missing rig', ['x', '--task', 'T', '--rig', 'nowhere', ...custom], 3, /nowhere/],
    [
      'a work branch that is the base',
      ['x', '--task', 'T', '--base', 'main', '--work-branch', 'main', ...custom],
      2,
      /work-?branch[^]*main/i,
    ],
    ['a deadline of 0', ['x', '--task', 'T', '--timeout', '0', ...custom], 2, /60[^]*14,?400/],
    ['a deadline of 20,000 s', ['x', '--task', 'T', '--timeout', '20000', ...custom], 2, /14,?400/],
    ['an unknown agent', ['x', '--task', 'T', '--agent', 'claud-code'], 2, /claud-code[^]*claude-code/],
    ['custom without a command', ['x', '--task', 'T', '--agent', 'custom'], 2, /command/],
    ['a name with capitals', ['Fix-It', '--task', 'T', ...custom], 2, /Fix-It/],
    ['a name of 53 characters', ['a'.repeat(53), '--task', 'T', ...custom], 2, /52/],
    ['an empty task', ['x', '--task', '', ...custom], 2, /task/i],
    ['no task', ['x', ...custom], 2, /--task/],
  ]
  test.each(inFull(cases, cases.slice(0, 2)))(`%s${moreInFull}`, async (_, args, code, words) => {
    const ran = await create(...args)
    expect(ran).toMatchObject({ code, stdout: '' })
    expect(ran.stderr).toMatch(words)
    expect(ran.stderr).not.toMatch(/^\s+at .*:\d+:\d+/m)
    expect((await story.gastown(['list', '-o', 'name'])).stdout).toBe('')
  })

  test('several problems at once', async () => {
    const ran = await create('Fix-It', '--task', '', '--timeout', '0', '--agent', 'custom')
    expect(ran.code).toBe(2)
    for (const words of [/Fix-It/, /task/i, /14,?400/, /command/]) expect(ran.stderr).toMatch(words)
  })

  test('malformed YAML, with line and column', async () => {
    const file = join(story.folder, 'bad.yaml')
    await writeFile(file, 'apiVersion: gastown.gastown.io/v1alpha1\nkind: Polecat\nmetadata: {name: x\nspec:\n')
    const ran = await create('-f', file)
    expect(ran.code).toBe(2)
    expect(ran.stderr).toMatch(/bad\.yaml:\d+:\d+/)
  })

  describeInFull('rarer files', () => {
    test('a task file that is a folder', async () => {
      await mkdir(join(story.folder, 'folder'))
      const ran = await create('x', '--task-file', join(story.folder, 'folder'), ...custom)
      expect(ran.code).toBe(2)
      expect(ran.stderr).toMatch(/folder.*(directory|folder)/)
    })

    test('a misspelt field, with the right one', async () => {
      const file = join(story.folder, 'misspelt.yaml')
      await writeFile(
        file,
        [
          'apiVersion: gastown.gastown.io/v1alpha1',
          'kind: Polecat',
          'metadata: {name: x}',
          'spec:',
          '  rig: athena',
          '  taskDescripton: Do it',
          '  kubernetes: {activeDeadlineSeconds: 600}',
        ].join('\n'),
      )
      const ran = await create('-f', file)
      expect(ran.code).toBe(2)
      expect(ran.stderr).toMatch(/taskDescripton[^]*taskDescription/)
    })
  })
})

describe('an attempt that cannot start says why', { concurrent: true }, () => {
  test('a program that is missing', async () => {
    const ran = await create(
      'noprogram',
      '--task',
      'T',
      '--agent',
      'custom',
      '--no-check',
      '--wait',
      '--',
      'no-such-program',
    )
    expect(ran.code).toBe(16)
    expect((await story.polecat('noprogram')).status).toMatchObject({ reason: 'AgentNotFound' })
  })

  describeInFull('rarer causes', () => {
    test('a repository that does not exist', async () => {
      const ran = await create(
        'gone',
        '--task',
        'T',
        '--repo',
        join(story.folder, 'gone.git'),
        '--no-check',
        '--wait',
        ...custom,
      )
      expect(ran.code).toBe(16)
      expect((await story.polecat('gone')).status).toMatchObject({ phase: 'Failed', reason: 'CloneFailed' })
    })

    test('a base branch that is missing', async () => {
      const ran = await create('nobase', '--task', 'T', '--base', 'mian', '--no-check', '--wait', ...custom)
      expect(ran.code).toBe(16)
      expect((await story.polecat('nobase')).status).toMatchObject({
        reason: 'BaseBranchMissing',
        message: expect.stringContaining('main'),
      })
    })
  })
})

describe('the machine', () => {
  test('a kubeconfig that points nowhere', async () => {
    const env = { GASTOWN_CONTEXT: '', KUBECONFIG: join(story.folder, 'no-such-kubeconfig') }
    const missing = await story.gastown(['list', '--kubeconfig', join(story.folder, 'no-such-kubeconfig')], {
      env: { GASTOWN_CONTEXT: '' },
    })
    expect(missing.code).toBe(2)
    expect(missing.stderr).toMatch(/no-such-kubeconfig/)
    expect(env).toBeDefined()
  })

  test('a server that is not there', async () => {
    const kubeconfig = join(story.folder, 'nowhere.kubeconfig')
    await writeFile(
      kubeconfig,
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': 'c',
        contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
        clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
        users: [{ name: 'u', user: {} }],
      }),
    )
    const ran = await story.gastown(['list', '--kubeconfig', kubeconfig], { env: { GASTOWN_CONTEXT: '' } })
    expect(ran.code).toBe(5)
    expect(ran.stderr).toMatch(/127\.0\.0\.1:1/)
  })

  describeInFull('rarer states', () => {
    test.skipIf(!existsSync('/dev/full'))('output that cannot be written', async () => {
      const full = openSync('/dev/full', 'w')
      const child = spawn(process.execPath, [launcher, 'list', '-o', 'json'], {
        env: story.env,
        stdio: ['ignore', full, 'pipe'],
      })
      closeSync(full)
      const [[code], stderr] = await Promise.all([once(child, 'close'), text(child.stderr as Readable)])
      expect({ code, stderr }).toEqual({ code: 9, stderr: 'Error: no space left for the output\n' })
    })

    test('no git on the PATH', async () => {
      const empty = join(story.folder, 'empty-path')
      await mkdir(empty)
      const ran = await story.gastown(['create', 'x', '--task', 'T', ...custom], {
        cwd: repository.checkout,
        env: { PATH: empty },
      })
      expect(ran.code).toBe(2)
      expect(ran.stderr).toMatch(/git/)
    })

    test('a port that is taken, and a stale lock', async () => {
      const other = await openStory()
      const taken = createServer()
      try {
        const port = await new Promise<number>((resolve) =>
          taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port)),
        )
        const refused = await other.gastown(['local', 'up', '--port', String(port)])
        expect(refused.code).toBe(6)
        expect(refused.stderr).toContain(String(port))
        expect(await other.gastown(['local', 'up'])).toMatchObject({ code: 0 })
        const { pid } = JSON.parse((await other.gastown(['local', 'status', '-o', 'json'])).stdout) as { pid: number }
        process.kill(pid, 'SIGKILL')
        expect(await other.gastown(['local', 'up'])).toMatchObject({ code: 0 })
      } finally {
        taken.close()
        await other.close()
      }
    })
  })
})
