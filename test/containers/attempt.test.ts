import { spawn, type ChildProcess } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { gitClone } from '../../src/containers/git-clone.ts'
import { gitPush } from '../../src/containers/git-push.ts'
import { gitSave } from '../../src/containers/git-save.ts'
import type { SaveResult } from '../../src/outcome/results.ts'
import { files } from '../../src/pod/layout.ts'
import { AttemptFolder, git, until, type Running } from '../support/attempt-folder.ts'
import { describeInFull } from '../support/full.ts'
import { serveGit, type GitHttp } from '../support/servers/git-http.ts'

const entry = resolve(import.meta.dirname, '../../src/pod/entry.sh')

/** A pod without its kubelet: the real entry, git-save and git-push on the same folders. */
class Pod extends AttemptFolder {
  save!: Running
  push!: Running
  #entry!: ChildProcess
  status!: Promise<number>
  log = ''

  static async start(script: string, repository?: (pod: Pod) => Promise<string>): Promise<Pod> {
    const pod = new Pod()
    if (repository) pod.settings = { ...pod.settings, repository: await repository(pod) }
    if ((await pod.run(gitClone).done) !== 0) throw new Error('the clone failed')
    pod.push = pod.run(gitPush)
    pod.save = pod.run(gitSave)
    writeFileSync(pod.path(files.prompt), 'the task')
    pod.#entry = spawn('sh', [entry, 'sh', '-c', script], {
      env: { PATH: process.env['PATH'], GASTOWN_ROOT: pod.root },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    pod.#entry.stdout?.setEncoding('utf8').on('data', (text: string) => (pod.log += text))
    pod.status = new Promise((settle) => pod.#entry.once('close', (code) => settle(code ?? -1)))
    return pod
  }

  get saved(): SaveResult {
    return this.save.message() as unknown as SaveResult
  }

  signal(name: NodeJS.Signals): void {
    this.#entry.kill(name)
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    this.#entry.kill('SIGKILL')
    await this.status
    await super[Symbol.asyncDispose]()
  }
}

test('from the first line to the branch on the remote', async () => {
  await using pod = await Pod.start(
    'cat; echo; echo work >done.txt; git add .; git commit -qm work; echo left >left.txt',
  )
  expect(await pod.status).toBe(0)
  expect(pod.log).toBe('the task\n')
  expect(pod.readJson(files.ack)).toMatchObject({ state: 'saved', final: true })
  await pod.save.end()
  expect(await pod.push.end()).toBe(0)
  expect(pod.push.message()).toMatchObject({ state: 'saved', final: true, commits: 2 })
  const tip = String(pod.remoteRefs()['refs/heads/polecat/fix'])
  expect(git(pod.remote, 'show', `${tip}:left.txt`)).toBe('left')
  expect(pod.saved).toMatchObject({ changed: true, lines: 1 })
})

test('stopped in the middle, everything is saved', async () => {
  await using pod = await Pod.start(
    'echo work >done.txt; git add .; git commit -qm work; echo left >left.txt; echo up; sleep 300',
  )
  await until(() => pod.log.includes('up'), 'the agent')
  writeFileSync(pod.path(files.stop), 'terminated')
  expect(await pod.status).toBeGreaterThan(128)
  await pod.save.end()
  await pod.push.end()
  expect(pod.saved.stopped).toBe('terminated')
  const refs = pod.remoteRefs()
  expect(git(pod.remote, 'log', '-1', '--format=%s', String(refs['refs/heads/polecat/fix']))).toBe('work')
  expect(git(pod.remote, 'show', `${refs['refs/gastown/fix-1a2b3c4d/1/uncommitted']}:left.txt`)).toBe('left')
})

describeInFull('a remote that is away', () => {
  test('a remote that is away at the end and comes back: the pod stays open until all is saved', async () => {
    let server: GitHttp | undefined
    await using pod = await Pod.start(
      'until [ -e go ]; do sleep 0.1; done; rm go; git commit -qm work --allow-empty',
      async (pod) => {
        server = await serveGit(pod.folder)
        return `${server.url}/remote.git`
      },
    )
    const port = Number(new URL(server?.url ?? '').port)
    await server?.close()
    writeFileSync(`${pod.checkout}/go`, '')
    await until(() => pod.push.message().final && pod.push.message().state === 'failed', 'a push that fails')
    expect(pod.push.message()).toMatchObject({
      reason: 'PushFailed',
      message: expect.stringMatching(/cannot be reached/),
    })
    expect(pod.remoteRefs()).not.toHaveProperty(['refs/heads/polecat/fix'])
    const back = await serveGit(pod.folder, { port })
    try {
      expect(await pod.status).toBe(0)
      expect(pod.readJson(files.ack)).toMatchObject({ state: 'saved', final: true })
      await pod.save.end()
      expect(await pod.push.end()).toBe(0)
    } finally {
      await back.close()
    }
    expect(pod.push.message()).toMatchObject({ state: 'saved', commit: pod.remoteRefs()['refs/heads/polecat/fix'] })
  })
})
