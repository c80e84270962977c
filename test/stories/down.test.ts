/** The end of local mode, with polecats at work: nothing is lost, nothing is forgotten. The remote is asked by git alone. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'vitest'
import { describeInFull } from '../support/full.ts'
import { launcher, openStory, type Ran, type Repository, type Story } from '../support/story.ts'

const work = 'echo one > "$0" && git add . && git commit -qm "One" && echo two > left && echo ready && sleep 600'

interface Scene {
  readonly story: Story
  readonly repository: Repository
  create(name: string, script: string): Promise<Ran>
  /** Resolves once they have done something. */
  atWork(names: readonly string[]): Promise<void>
  /** The remote takes no push any more before what it resolves with is called. */
  holdPushes(): Promise<() => Promise<void>>
  phaseOf(name: string): Promise<string>
  isRunning(): Promise<boolean>
}

async function open({ expect, onTestFinished }: TestContext): Promise<Scene> {
  const story = await openStory()
  onTestFinished(() => story.close())
  const repository = await story.repository('athena')
  const create = (name: string, script: string): Promise<Ran> => {
    const command = ['create', name, '--task', 'Do it', '--agent', 'custom', '--', 'sh', '-c', script, name]
    return story.gastown(command, { cwd: repository.checkout })
  }
  return {
    story,
    repository,
    create,
    async holdPushes() {
      const held = join(repository.remote, 'held')
      await writeFile(held, '')
      const hook = `#!/bin/sh\nwhile [ -e '${held}' ]; do sleep 0.1; done\n`
      await mkdir(join(repository.remote, 'hooks'), { recursive: true })
      await writeFile(join(repository.remote, 'hooks', 'pre-receive'), hook, { mode: 0o755 })
      return () => rm(held)
    },
    async atWork(names) {
      for (const name of names) expect(await create(name, work)).toMatchObject({ code: 0 })
      for (const name of names) await story.said(name, 'ready')
    },
    async phaseOf(name) {
      const { phase, reason } = (await story.polecat(name)).status ?? {}
      return `${phase} ${reason}`
    },
    async isRunning() {
      const { stdout } = await story.gastown(['local', 'status', '-o', 'json'])
      return (JSON.parse(stdout) as { running: boolean }).running
    },
  }
}

/** On a pseudo-terminal, where this is typed once the command asks. */
async function asked(
  env: NodeJS.ProcessEnv,
  args: readonly string[],
  typed: string,
): Promise<{ code: number | null; shown: string }> {
  const line = [process.execPath, launcher, ...args].map((word) => `'${word}'`).join(' ')
  const child = spawn('script', ['-qefc', line, '/dev/null'], { env, stdio: ['pipe', 'pipe', 'ignore'] })
  let shown = ''
  let isTyped = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text
    if (isTyped || !shown.includes('[y/N]')) return
    isTyped = true
    child.stdin.write(typed)
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, shown }
}

function startDown({ env, folder }: Story) {
  const child = spawn(process.execPath, [launcher, 'local', 'down', '--yes'], { env, cwd: folder })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  return {
    output: () => output,
    interrupt: () => child.kill('SIGINT'),
    code: once(child, 'close').then(([code]) => code as number | null),
  }
}

describe('local down', { concurrent: true, timeout: 180_000 }, () => {
  test('three at work: refused, answered n and y; then the command that it printed', async (context) => {
    const { expect } = context
    const { story, repository, atWork, phaseOf, isRunning } = await open(context)
    await atWork(['a', 'b', 'c'])
    const refused = await story.gastown(['local', 'down'])
    expect(refused).toMatchObject({ code: 7, stdout: '' })
    for (const name of ['a', 'b', 'c'])
      expect(refused.stderr).toContain(`${name}: attempt 1 is working on polecat/${name}`)

    const no = await asked(story.env, ['local', 'down'], 'n\r')
    expect(no.code).toBe(0)
    expect(no.shown).toMatch(/a +athena +1 +\d+s +polec/)
    expect(await phaseOf('a')).toBe('Working undefined')

    const yes = await asked(story.env, ['local', 'down'], 'y\r')
    expect(yes.code).toBe(0)
    expect(yes.shown).toContain('Continue with: gastown retry a b c')
    expect(await isRunning()).toBe(false)
    const refs = await repository.refs()
    for (const name of ['a', 'b', 'c']) {
      expect(yes.shown).toContain(`(${refs.get(`refs/heads/polecat/${name}`)?.slice(0, 7)}) to polecat/${name}`)
      const rescued = [...refs.keys()].find((ref) => ref.startsWith(`refs/gastown/${name}-`)) ?? ''
      expect(yes.shown).toContain(rescued)
      expect(await repository.git('show', `${refs.get(rescued)}:left`)).toBe('two\n')
    }

    // In this environment it starts local mode by itself.
    expect(await story.gastown(['retry', 'a', 'b', 'c'])).toMatchObject({ code: 0 })
    expect(await story.gastown(['wait', 'a', 'b', 'c', '--for', 'started'])).toMatchObject({ code: 0 })
    await expect
      .poll(async () => (await story.gastown(['exec', 'b', '--', 'cat', 'b', 'left'])).stdout, { interval: 500 })
      .toBe('one\ntwo\n')
    expect((await story.polecat('b')).status).toMatchObject({ attempt: 2 })
  })

  describeInFull('rarer ends', () => {
    test('meanwhile: a second down waits, what is new or free waits, a terminate stays one', async (context) => {
      const { expect } = context
      const { story, repository, create, atWork, holdPushes, phaseOf } = await open(context)
      await atWork(['slow', 'mine'])
      const letPushes = await holdPushes()
      const gone = join(story.folder, 'gone')
      await mkdir(gone)
      const first = story.gastown(['local', 'down', '--yes'], { cwd: gone })
      await rmdir(gone)
      await expect.poll(async () => (await story.gastown(['local', 'status'])).stdout).toContain('ending:')
      const second = story.gastown(['local', 'down'])
      await story.gastown(['terminate', 'mine'])
      expect(await create('new', 'echo new > new')).toMatchObject({ code: 0 })
      await expect.poll(() => phaseOf('new')).toBe('Pending Paused')
      const said = Promise.withResolvers<void>()
      const up = story.gastown(['local', 'up'], {
        onStderr: (text) => void (text.includes('starts again') && said.resolve()),
      })
      await said.promise
      await letPushes()
      const ends = await Promise.all([first, second])
      for (const { code, stdout } of ends) {
        expect({ code, stdout }).toMatchObject({
          code: 0,
          stdout: expect.stringContaining('gastown retry slow\n'),
        })
      }
      expect(ends[1].stderr).toContain('already stopping')
      expect(await up).toMatchObject({
        code: 0,
        stderr: expect.stringContaining('it starts again once running polecats are saved'),
      })
      expect(await phaseOf('slow')).toBe('Terminated LocalModeEnded')
      expect(await phaseOf('mine')).toBe('Terminated Terminated')
      expect(await story.gastown(['wait', 'new', '--timeout', '60s'])).toMatchObject({ code: 0 })
      expect((await repository.refs()).has('refs/heads/polecat/new')).toBe(true)
    })

    test('a remote that is away: said, kept, and saved by the next start', async (context) => {
      const { expect } = context
      const { story, repository, atWork, phaseOf } = await open(context)
      await atWork(['a', 'gone'])
      await rename(repository.remote, `${repository.remote}.away`)
      const down = await story.gastown(['local', 'down', '--yes'])
      expect(down.code).toBe(8)
      expect(down.stdout).toMatch(/^a: not saved yet: .*\n {2}its checkout is kept at (.+); the next start saves it/m)
      const checkout = /checkout is kept at (.+);/.exec(down.stdout)?.[1] ?? ''
      expect(await readFile(join(checkout, 'left'), 'utf8')).toBe('two\n')
      // Looking does not count as a start, nor does ending what has ended.
      await story.gastown(['local', 'status'])
      await story.gastown(['local', 'down', '--force'])
      // One start that cannot save it either is not the last that tries.
      expect(await story.gastown(['local', 'up'])).toMatchObject({ code: 0 })
      await expect.poll(() => phaseOf('a'), { timeout: 150_000 }).toBe('Failed PushFailed')
      expect(await story.gastown(['local', 'down'])).toMatchObject({ code: 0 })
      await rename(`${repository.remote}.away`, repository.remote)
      expect(await story.gastown(['local', 'up'])).toMatchObject({ code: 0 })
      await expect.poll(() => phaseOf('a')).toBe('Terminated LocalModeEnded')
      const refs = await repository.refs()
      expect(await repository.git('show', 'polecat/a:a')).toBe('one\n')
      const rescued = [...refs.keys()].find((ref) => ref.startsWith('refs/gastown/a-')) ?? ''
      expect(await repository.git('show', `${refs.get(rescued)}:left`)).toBe('two\n')
      expect((await story.polecat('a')).status?.result).toMatchObject({ saved: 'saved' })
    })

    test('time that is over: the next start saves, and the command may be given at once', async (context) => {
      const { expect } = context
      const { story, repository, atWork, isRunning } = await open(context)
      await atWork(['a', 'b'])
      const down = await story.gastown(['local', 'down', '--yes', '--timeout', '0'])
      expect(down).toMatchObject({ code: 8, stdout: expect.stringContaining('gastown retry a b') })
      expect(await isRunning()).toBe(false)
      expect(await story.gastown(['retry', 'a', 'b'])).toMatchObject({ code: 0 })
      await expect.poll(async () => (await story.polecat('a')).status?.attempt).toBe(2)
      expect(await repository.git('show', 'polecat/a:a')).toBe('one\n')
    })

    test('interrupted, it says what goes on; a deleted polecat is not waited for', async (context) => {
      const { expect } = context
      const { story, atWork, holdPushes } = await open(context)
      await atWork(['a', 'b'])
      const letPushes = await holdPushes()
      const first = startDown(story)
      await expect.poll(first.output).toContain('being stopped')
      first.interrupt()
      expect(await first.code).toBe(130)
      expect(first.output()).toContain('local mode continues to stop, and saves the work of a, b first')
      expect(await story.gastown(['delete', 'b', '--force'])).toMatchObject({ code: 0 })
      const second = startDown(story)
      await expect.poll(second.output).toContain('already stopping')
      await letPushes()
      expect(await second.code).toBe(0)
      expect(second.output()).toContain('a: local mode was stopped')
    })

    test('a daemon that is ended from outside ends nobody: the next one takes over', async (context) => {
      const { expect } = context
      const { story, atWork, phaseOf, isRunning } = await open(context)
      await atWork(['a'])
      const { pid } = JSON.parse((await story.gastown(['local', 'status', '-o', 'json'])).stdout) as { pid: number }
      process.kill(pid, 'SIGTERM')
      await expect.poll(isRunning).toBe(false)
      const status = await story.gastown(['local', 'status'])
      expect(status.stdout).toMatch(/left: +a-\S+-1 keep running/)
      // What it says, it does: asked in a pipe it refuses, and the agent still works.
      expect(await story.gastown(['local', 'down'])).toMatchObject({ code: 7 })
      expect(await phaseOf('a')).toBe('Working undefined')
      expect(await story.gastown(['exec', 'a', '--', 'cat', 'left'])).toMatchObject({ code: 0, stdout: 'two\n' })
    })
  })
})
