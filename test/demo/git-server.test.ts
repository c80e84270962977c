import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Git, gitWith } from '../../scripts/demo/git.ts'
import { type GitServer, serveGit } from '../../scripts/demo/git-server.ts'
import { makeRepository } from '../../scripts/demo/repository.ts'

let folder: string
let git: Git
let server: GitServer
let base: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gastown-demo-test-'))
  const home = join(folder, 'home')
  await mkdir(home)
  await writeFile(join(home, '.gitconfig'), '[user]\n\tname = T\n\temail = t@example.com\n')
  git = gitWith({ PATH: process.env.PATH, HOME: home }, new AbortController().signal)
  base = await makeRepository(git, join(folder, 'served'), 'hello', join(folder, 'scratch'))
  server = await serveGit(join(folder, 'served'))
})

afterEach(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

test('git lists, clones and pushes as with any server', async () => {
  const url = `${server.url}/hello.git`
  expect(await git(folder, 'ls-remote', url, 'refs/heads/main')).toBe(`${base}\trefs/heads/main\n`)
  await git(folder, 'clone', '-q', url, 'mine')
  const mine = join(folder, 'mine')
  expect(await readdir(mine)).toContain('hello.sh')
  await writeFile(join(mine, 'big'), Buffer.alloc(3_000_000, Math.random().toString()))
  await git(mine, 'add', '.')
  await git(mine, 'commit', '-qm', 'Big')
  await git(mine, 'push', '-q', 'origin', 'HEAD:refs/gastown/x/1/uncommitted')
  expect(await git(folder, 'ls-remote', url)).toContain('refs/gastown/x/1/uncommitted')
})

test('what is not there is refused', async () => {
  await expect(git(folder, 'ls-remote', `${server.url}/other.git`)).rejects.toThrow('not found')
  await expect(git(folder, 'ls-remote', `${server.url}/%2e%2e/home`)).rejects.toThrow('not found')
})

test('many at once are served', async () => {
  const clone = (_: unknown, index: number) => git(folder, 'clone', '-q', `${server.url}/hello.git`, `clone-${index}`)
  await Promise.all(Array.from({ length: 6 }, clone))
  expect(await git(join(folder, 'clone-5'), 'rev-parse', 'HEAD')).toBe(`${base}\n`)
})
