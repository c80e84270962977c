import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gitClone } from '../../src/containers/git-clone.ts'
import { files } from '../../src/pod/layout.ts'
import { AttemptFolder, until } from '../support/attempt-folder.ts'
import { describeInFull, inFull, moreInFull } from '../support/full.ts'

const program = join(import.meta.dirname, '../../src/containers/main.ts')

const misspelt = [[], ['git-pull'], ['git-push', '--now'], ['__proto__']].map((words) => [words])

test.each(inFull(misspelt, misspelt.slice(1, 2)))(`%j is not one of its words${moreInFull}`, (words) => {
  const { status, stderr } = spawnSync(process.execPath, [program, ...words], { encoding: 'utf8' })
  expect(status).toBe(2)
  expect(stderr).toMatch(/^usage: gastown-container git-clone\|git-push\|git-save\|git-release\|/)
})

function startReal(attempt: AttemptFolder, word: string, message: string): ChildProcess {
  return spawn(process.execPath, [program, word], {
    env: { PATH: process.env.PATH, GASTOWN_ROOT: attempt.root, GASTOWN_TERMINATION_LOG: message },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

test('a real git-push survives kill -9, and ends on TERM once all is pushed', async () => {
  await using attempt = new AttemptFolder()
  const clone = attempt.run(gitClone)
  expect(await clone.done).toBe(0)
  const message = join(attempt.folder, 'message')
  const start = () => startReal(attempt, 'git-push', message)
  const saved = () => existsSync(message) && /"commits":1/.test(readFileSync(message, 'utf8'))
  const first = start()
  let second: ReturnType<typeof start> | undefined
  try {
    const tip = attempt.commit({ a: '1' }, clone.message().start ?? '')
    attempt.handOver({ tip })
    await until(saved)
    first.kill('SIGKILL')
    await once(first, 'exit')
    const last = attempt.commit({ b: '1' }, tip)
    attempt.handOver({ tip: last, final: true })
    second = start()
    await until(() => attempt.remoteRefs()['refs/heads/polecat/fix'] === last)
    second.kill('SIGTERM')
    expect(await once(second, 'exit')).toEqual([0, null])
    expect(JSON.parse(readFileSync(message, 'utf8'))).toMatchObject({ state: 'saved', final: true, commit: last })
    expect(Object.keys(attempt.remoteRefs()).toSorted()).toEqual(['refs/heads/main', 'refs/heads/polecat/fix'])
  } finally {
    first.kill('SIGKILL')
    second?.kill('SIGKILL')
  }
})

describeInFull('one half', () => {
  test('a real git-save of which one half cannot go on ends, so that it is started again', async () => {
    await using attempt = new AttemptFolder()
    expect(await attempt.run(gitClone).done).toBe(0)
    // The soft deadline is to be written there.
    mkdirSync(attempt.path(`${files.softDeadline}.new`))
    writeFileSync(attempt.path(files.started), String(Math.floor(Date.now() / 1000)))
    const save = startReal(attempt, 'git-save', join(attempt.folder, 'message'))
    try {
      expect(await once(save, 'exit', { signal: AbortSignal.timeout(20_000) })).toEqual([1, null])
    } finally {
      save.kill('SIGKILL')
    }
  })
})
