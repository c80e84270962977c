/** What is known to keep a polecat from starting is said by `create`, which then creates nothing. */
import { execFileSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import Create from '../../src/commands/polecat/create.ts'
import { polecats, rigs, secrets } from '../../src/kube/resources.ts'
import { aRig } from '../support/a-polecat.ts'
import { openWorld, type FakeWorld } from '../support/fakes/fake-context.ts'
import { inFull, moreInFull } from '../support/full.ts'

let world: FakeWorld
let remote: string
/** What every home begins with. */
let template: string
beforeAll(async () => {
  template = await mkdtemp(join(tmpdir(), 'gastown-create-check-'))
  const [bare, work] = [join(template, 'app.git'), join(template, 'work')]
  git(template, 'init', '-q', '--bare', '-b', 'main', bare)
  git(template, 'init', '-q', '-b', 'main', work)
  git(work, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '--allow-empty', '-m', 'Begin')
  git(work, 'push', '-q', bare, 'main')
})
afterAll(() => rm(template, { recursive: true }))
beforeEach(async () => {
  world = await openWorld()
  remote = join(world.home, 'app.git')
  await cp(template, world.home, { recursive: true })
  await world.put(rigs, aRig({ gitURL: remote }))
})
afterEach(() => world.close())

function git(folder: string, ...args: string[]): void {
  execFileSync('git', ['-C', folder, ...args], { stdio: 'pipe' })
}

const made = () => world.client.look(polecats, 'x')
const base = ['x', '--rig', 'athena', '--task', 'T']
const local = ['--local', ...base]
const custom = ['--agent', 'custom']
const create = (flags: readonly string[], passthroughArgs?: readonly string[], env?: Record<string, string>) =>
  world.run(Create, flags, { ...(passthroughArgs && { passthroughArgs }), ...(env && { env }) })

/** The machine's git, and nothing else but what is given. */
async function programs(...names: string[]): Promise<{ readonly PATH: string }> {
  const folder = join(world.home, 'programs')
  await mkdir(folder)
  const script = `#!/bin/sh\nPATH='${process.env['PATH']}' exec git "$@"\n`
  for (const name of ['git', ...names]) await writeFile(join(folder, name), script, { mode: 0o755 })
  return { PATH: folder }
}

describe('nothing is created', () => {
  test('without a credential of Claude Code, nor its program: both are told', async () => {
    const ran = await create(local, undefined, await programs())
    expect(ran).toMatchObject({ code: 16, stdout: '' })
    expect(ran.stderr).toMatch(/claude-code has no credential.*gastown secrets import-claude/)
    expect(ran.stderr).toMatch(/claude is not on the PATH: install it with "npm install -g @anthropic-ai\/claude-code"/)
    expect(ran.stderr).toContain('--no-check')
    expect(made()).toBeUndefined()
  })

  test.each([
    [['nowhere-to-be-found'], /its program nowhere-to-be-found is not on the PATH/],
    [['/usr/bin/nowhere-to-be-found'], /its program \/usr\/bin\/nowhere-to-be-found does not exist/],
  ])('where the command is %j', async (command, message) => {
    const ran = await create([...local, ...custom], command)
    expect(ran).toMatchObject({ code: 16, stderr: expect.stringMatching(message) })
    expect(made()).toBeUndefined()
  })

  test.each([
    [['--git-secret', 'gone'], /the Secret gone in namespace gastown-workers, named as git credential, does not exist/],
    [['--api-key-secret', 'keys'], /the Secret keys in namespace gastown-workers has no key 'api-key'; it has 'other'/],
  ])('on a cluster, where a Secret is not what is needed: %j', async (flags, message) => {
    await world.put(secrets, secret('keys', 'other'), secret('claude-credentials', 'api-key'))
    const ran = await create([...base, '--repo', 'https://127.0.0.1:9/app.git', ...flags])
    expect(ran).toMatchObject({ code: 16, stderr: expect.stringMatching(message) })
    expect(made()).toBeUndefined()
  })

  test('where the remote does not have the base branch', async () => {
    const ran = await create([...local, ...custom, '--base', 'mian'], ['sh'])
    expect(ran).toMatchObject({ code: 16 })
    expect(ran.stderr).toContain("--base: branch 'mian' is not on the remote; its HEAD is 'main'")
    expect(made()).toBeUndefined()
  })

  test.each([
    [5, 'https://127.0.0.1:9/app.git', /cannot reach the repository: 127\.0\.0\.1:9 cannot be/],
    [16, '/nowhere/app.git', /no repository found at \/nowhere\/app\.git/],
  ])('exit code %i where the repository is %s', async (code, url, message) => {
    const ran = await create([...local, ...custom, '--repo', url], ['sh'])
    expect(ran).toMatchObject({ code, stderr: expect.stringMatching(message) })
    expect(made()).toBeUndefined()
  })

  test.each(inFull(['local', 'GIT_SSH_COMMAND', 'included'], ['local']))(
    `where only this checkout reaches it: %s${moreInFull}`,
    async (how) => {
      const work = join(world.home, 'work')
      const ssh = join(world.home, 'ssh')
      await writeFile(ssh, `#!/bin/sh\nfor last; do :; done\nexec sh -c "$last"\n`, { mode: 0o755 })
      const command = `${ssh} -o Secret=t0ken`
      if (how === 'local') git(work, 'config', 'core.sshCommand', command)
      const included = join(world.home, 'included')
      if (how === 'included') {
        await writeFile(included, `[core]\n\tsshCommand = ${command}\n`)
        await writeFile(join(world.home, '.gitconfig'), `[includeIf "gitdir:${work}/"]\n\tpath = ${included}\n`)
      }
      const env = { HOME: world.home, ...(how === 'GIT_SSH_COMMAND' && { GIT_SSH_COMMAND: command }) }
      const flags = [...local, ...custom, '--base', 'main', '--repo', `git@nowhere.invalid:${remote}`]
      const ran = await world.run(Create, flags, { passthroughArgs: ['sh'], folder: work, env })
      expect(ran).toMatchObject({ code: 16, stdout: '' })
      expect(ran.stderr).toMatch(/polecats cannot reach the repository as you do: .*nowhere\.invalid/)
      expect(ran.stderr).toMatch(how === 'GIT_SSH_COMMAND' ? /GIT_SSH_COMMAND: is set/ : /core\.sshcommand: is set for/)
      expect(ran.stderr).toContain('gastown secrets import-git')
      expect(ran.stderr).not.toContain('t0ken')
      expect(made()).toBeUndefined()
    },
  )
})

const started = [
  ['it can start', [...local, ...custom], ['sh', '-c', 'true']],
  ['its program comes with the repository', [...local, ...custom], ['./run']],
  ['its program is below the workspace', [...local, ...custom], ['/workspace/repo/run']],
  ['nobody wants to know', [...local, '--no-check'], undefined],
] as const

test.each(inFull(started, started.slice(0, 2)))(`created where %s${moreInFull}`, async (_, flags, passthroughArgs) => {
  expect(await create(flags, passthroughArgs)).toMatchObject({ code: 0 })
  expect(made()).toBeDefined()
})

test('on a cluster nothing is asked of the repository or the PATH', async () => {
  await world.put(secrets, secret('claude-credentials', 'api-key'))
  expect(await create([...base, '--repo', 'https://127.0.0.1:9/app.git'])).toMatchObject({ code: 0 })
})

test('a dry run creates nothing, and checks nothing of that', async () => {
  expect(await create([...local, '--dry-run', '-o', 'name'])).toMatchObject({ code: 0 })
})

function secret(name: string, key: string) {
  const metadata = { name, namespace: 'gastown-workers' }
  return { apiVersion: 'v1', kind: 'Secret', metadata, data: { [key]: Buffer.from('value').toString('base64') } }
}
