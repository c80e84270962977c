/** `create` in a checkout of the user's own: what it tells of rig, base and remote, and what a polecat will not have of it. */
import { execFileSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import Create from '../../src/commands/polecat/create.ts'
import { polecats, rigs } from '../../src/kube/resources.ts'
import type { Polecat } from '../../src/polecat/schema.ts'
import { aRig } from '../support/a-polecat.ts'
import { openWorld, type FakeWorld } from '../support/fakes/fake-context.ts'
import { describeInFull, inFull, moreInFull } from '../support/full.ts'

let world: FakeWorld
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

/** What keeps a polecat from starting is the matter of `create-check.test.ts`. */
const here = ['--local', '--no-check', '--task', 'T']
const made = (name: string) => world.client.look(polecats, name)

function git(folder: string, ...args: string[]): void {
  execFileSync('git', ['-C', folder, ...args], { stdio: 'pipe' })
}

function commit(folder: string, message: string): void {
  git(folder, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '--allow-empty', '-m', message)
}

/** A remote and its checkout, which every test has a copy of. */
let template: string
beforeAll(async () => {
  template = await mkdtemp(join(tmpdir(), 'gastown-in-checkout-'))
  const [remote, folder] = [join(template, 'my-app.git'), join(template, 'my-app')]
  git(template, 'init', '-q', '--bare', '-b', 'trunk', remote)
  git(template, 'init', '-q', '-b', 'trunk', folder)
  git(folder, 'remote', 'add', 'origin', '../my-app.git')
  commit(folder, 'Begin')
  git(folder, 'push', '-q', 'origin', 'trunk', 'trunk:pushed')
})
afterAll(() => rm(template, { recursive: true }))

async function checkout(branch: string): Promise<string> {
  await cp(template, world.home, { recursive: true })
  const folder = join(world.home, 'my-app')
  if (branch !== 'trunk') git(folder, 'checkout', '-q', '-B', branch)
  return folder
}

describe('in a checkout', () => {
  test('without a rig, local mode makes one and says so', async () => {
    const folder = await checkout('trunk')
    const ran = await world.run(Create, ['x', ...here], { folder })
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining('Created rig my-app') })
    expect(world.client.look(rigs, 'my-app')?.spec).toMatchObject({
      gitURL: join(world.home, 'my-app.git'),
      beadsPrefix: 'ma',
      defaults: { kubernetes: { gitBranch: 'trunk' } },
    })
    expect(made('x')?.spec.rig).toBe('my-app')
    expect(made('x')?.spec.kubernetes.gitBranch).toBeUndefined()
    const again = await world.run(Create, ['y', ...here], { folder })
    expect(again).toMatchObject({ code: 0, stderr: expect.not.stringContaining('Created rig') })
  })

  test('the base is its branch where the remote has that', async () => {
    const folder = await checkout('pushed')
    await world.run(Create, ['x', ...here], { folder })
    expect(made('x')?.spec.kubernetes.gitBranch).toBe('pushed')
  })

  test('a branch that was never pushed is refused, unless another is named', async () => {
    const folder = await checkout('mine')
    const ran = await world.run(Create, ['x', ...here], { folder })
    expect(ran).toMatchObject({ code: 2, stdout: '' })
    expect(ran.stderr).toMatch(/--base: branch 'mine' is not on the remote: push it with "git push -u origin mine"/)
    expect(ran.stderr).toContain('--base trunk')
    expect(made('x')).toBeUndefined()
    expect(world.client.look(rigs, 'my-app')).toBeUndefined()
    const named = await world.run(Create, ['x', ...here, '--base', 'pushed'], { folder })
    expect(named).toMatchObject({ code: 0 })
    expect(made('x')?.spec.kubernetes.gitBranch).toBe('pushed')
  })

  test.each(inFull([true, false], [false]))(
    `what the polecat will not have of it is told; branch by flag: %s${moreInFull}`,
    async (byFlag) => {
      const folder = await checkout('trunk')
      commit(folder, 'One more')
      await writeFile(join(folder, 'new.txt'), '')
      await writeFile(join(folder, '.git', 'info', 'exclude'), 'ignored.txt\n')
      await writeFile(join(folder, 'ignored.txt'), '')
      const flags = [...here, ...(byFlag ? ['--base', 'trunk'] : [])]
      const { code, stderr } = await world.run(Create, ['x', ...flags], { folder })
      expect(code).toBe(0)
      expect(stderr).toMatch(/1 commit of trunk not on origin: the polecat starts from [0-9a-f]{7,}/)
      expect(stderr).toContain('1 file with uncommitted changes')
      const other = await world.run(Create, ['y', ...here, '--base', 'pushed'], { folder })
      expect(other.stderr).not.toMatch(/not on origin|uncommitted/)
    },
  )

  const forPushes: readonly [string, (folder: string) => void, RegExp][] = [
    ['remote', (folder) => git(folder, 'remote', 'set-url', '--push', 'origin', 'no_push'), /no_push/],
    [
      'remote with two',
      (folder) => {
        git(folder, 'config', '--add', 'remote.origin.pushurl', '../my-app.git')
        git(folder, 'config', '--add', 'remote.origin.pushurl', 'https://u:secret@git.example/fork')
      },
      /my-app\.git' and 'https:\/\/git\.example\/fork'/,
    ],
    [
      'branch',
      (folder) => {
        git(folder, 'remote', 'add', 'fork', 'git@git.example:me/fork')
        git(folder, 'config', 'branch.trunk.pushRemote', 'fork')
      },
      /git@git\.example:me\/fork/,
    ],
    ['checkout', (folder) => git(folder, 'config', 'remote.pushDefault', '/srv/fork.git'), /\/srv\/fork\.git/],
    [
      'rewriting of URLs',
      (folder) => git(folder, 'config', 'url.git@git.example:.pushInsteadOf', '../'),
      /git@git\.example:my-app\.git/,
    ],
  ]

  test.each(inFull(forPushes, forPushes.slice(0, 1)))(
    `work does not go to the URL for fetches where the %s sets another for pushes${moreInFull}`,
    async (_, set, shown) => {
      const folder = await checkout('trunk')
      set(folder)
      const ran = await world.run(Create, ['x', ...here], { folder })
      expect(ran).toMatchObject({ code: 2, stdout: '' })
      expect(ran.stderr).toMatch(/remote origin: git push goes to .* from here/)
      expect(ran.stderr).toMatch(shown)
      expect(ran.stderr).not.toContain('secret')
      const meant = await world.run(Create, ['x', ...here, '--repo', '/srv/fork.git'], { folder })
      expect(meant).toMatchObject({ code: 0 })
    },
  )

  const urls: readonly [string, number, RegExp][] = [
    ['https://t0ken@127.0.0.1:9/my/app.git', 5, /127\.0\.0\.1:9 cannot be reached/],
    ['https://user:t0ken@127.0.0.1:9/my/app.git', 5, /127\.0\.0\.1:9 cannot be reached/],
    ['user:t0ken@127.0.0.1:app', 2, /remote: the URL contains a password/],
    ['C:\\app', 2, /remote: the URL is a path of Windows/],
    ['ext::sh -c t0ken', 2, /remote: the URL contains a space/],
  ]

  test.each(inFull(urls, urls.slice(2, 3)))(`the remote is %s${moreInFull}`, async (url, code, message) => {
    const folder = await checkout('trunk')
    git(folder, 'remote', 'set-url', 'origin', url)
    const ran = await world.run(Create, ['x', ...here], { folder })
    expect(ran).toMatchObject({ code, stdout: '' })
    expect(ran.stderr).toMatch(message)
    expect(ran.stderr).not.toMatch(/t0ken|bug in gastown/)
  })

  test('no git on the PATH: nothing is started for it', async () => {
    const folder = await checkout('trunk')
    let started = false
    world.onLocalUp = () => (started = true)
    const ran = await world.run(Create, ['x', ...here], { folder, env: { PATH: world.home } })
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('git is not on PATH') })
    expect(ran.stderr).not.toContain('ENOENT')
    expect(started).toBe(false)
  })

  describeInFull('rarer checkouts', () => {
    test('a bead of its tracker is for its rig, whose prefix is that of the first one', async () => {
      const folder = await checkout('trunk')
      await mkdir(join(folder, '.beads'))
      const lines = ['app-1', 'my-own-2'].map((id) => `${JSON.stringify({ id, title: 'T' })}\n`)
      await writeFile(join(folder, '.beads', 'issues.jsonl'), lines.join(''))
      const run = (name: string, id: string) =>
        world.run(Create, [name, '--local', '--no-check', '--bead', id], { folder })
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
      const flags = ['x', ...here, '--template', 'ours']
      expect(await world.run(Create, flags, { folder: join(folder, 'src', 'deep') })).toMatchObject({ code: 0 })
      expect(made('x')?.spec.priority).toBe(7)
    })

    test('the remote is asked once for any number of polecats', async () => {
      const folder = await checkout('pushed')
      await world.put(rigs, aRig({ gitURL: join(world.home, 'my-app.git') }, 'app'))
      const programs = join(world.home, 'programs')
      await mkdir(programs)
      const script = `#!/bin/sh\necho "$1" >> '${join(world.home, 'asked')}'\nPATH='${process.env['PATH']}' exec git "$@"\n`
      await writeFile(join(programs, 'git'), script, { mode: 0o755 })
      await writeFile(join(folder, 'tasks.yaml'), '- A\n- B\n- C\n')
      const flags = ['--local', '--no-check', '--task-file', 'tasks.yaml', '-o', 'json']
      const { stdout } = await world.run(Create, flags, { folder, env: { PATH: programs } })
      const { items } = JSON.parse(stdout)
      expect(items.map((item: Polecat) => item.spec.kubernetes.gitBranch)).toEqual(['pushed', 'pushed', 'pushed'])
      const asked = (await readFile(join(world.home, 'asked'), 'utf8')).split('\n')
      expect(asked.filter((verb) => verb === 'ls-remote')).toHaveLength(1)
    })

    test('nothing is missing where all is pushed', async () => {
      const { stderr } = await world.run(Create, ['x', ...here], { folder: await checkout('trunk') })
      expect(stderr).not.toMatch(/not on|uncommitted/)
    })

    test('on a cluster the user makes the rig', async () => {
      const folder = await checkout('trunk')
      const ran = await world.run(Create, ['x', '--task', 'T'], { folder })
      expect(ran).toMatchObject({ code: 3 })
      expect(ran.stderr).toContain('gastown rig create my-app --git-url')
    })

    test('on no branch, the base is the one that CI names, or asked for', async () => {
      const folder = await checkout('trunk')
      git(folder, 'checkout', '-q', '--detach')
      const run = (name: string, env: Record<string, string>, ...flags: string[]) =>
        world.run(Create, [name, ...here, ...flags], { folder, env })
      const asked = await run('x', {})
      expect(asked).toMatchObject({ code: 2, stdout: '' })
      expect(asked.stderr).toMatch(/--base: .*detached HEAD.*--base BRANCH/)
      expect(await run('x', { GITHUB_REF: 'refs/heads/pushed' })).toMatchObject({ code: 0 })
      expect(made('x')?.spec.kubernetes.gitBranch).toBe('pushed')
      expect((await run('y', { GITHUB_REF: 'refs/heads/gone' })).stderr).toContain("branch 'gone' is not on the remote")
      expect(await run('z', {}, '--base', 'pushed')).toMatchObject({ code: 0 })
      expect(made('z')?.spec.kubernetes.gitBranch).toBe('pushed')
    })

    test('another form of the same repository for pushes is no other repository, and serves', async () => {
      const folder = await checkout('trunk')
      const url = `file://${join(world.home, 'my-app.git')}`
      git(folder, 'remote', 'set-url', '--push', 'origin', url)
      expect(await world.run(Create, ['x', ...here], { folder })).toMatchObject({ code: 0 })
      expect(world.client.look(rigs, 'my-app')?.spec.gitURL).toBe(url)
    })

    test('a remote that does not answer', async () => {
      const folder = await checkout('trunk')
      git(folder, 'remote', 'set-url', 'origin', join(world.home, 'gone.git'))
      const ran = await world.run(Create, ['x', ...here], { folder })
      expect(ran).toMatchObject({ code: 2, stdout: '' })
      expect(ran.stderr).toMatch(/remote of this checkout does not respond[^]*gone\.git/)
    })

    test('two rigs have its repository', async () => {
      const folder = await checkout('trunk')
      const gitURL = join(world.home, 'my-app.git')
      await world.put(rigs, aRig({ gitURL }, 'one'), aRig({ gitURL }, 'two'))
      const ran = await world.run(Create, ['x', ...here], { folder })
      expect(ran).toMatchObject({ code: 2, stdout: '' })
      expect(ran.stderr).toMatch(/--rig: one, two have the repository[^]*Name one of them, such as: --rig one/)
    })
  })
})
