import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gitClone } from '../../src/containers/git-clone.ts'
import { gitPush } from '../../src/containers/git-push.ts'
import { gitSave } from '../../src/containers/git-save.ts'
import type { SaveResult } from '../../src/outcome/results.ts'
import { files, mounts } from '../../src/pod/layout.ts'
import { parseRecord } from '../../src/agents/events.ts'
import type { Handover } from '../../src/saving/handover.ts'
import { parseStateLine, type StateEvent } from '../../src/saving/state-event.ts'
import { AttemptFolder, git, until, type Running } from '../support/attempt-folder.ts'
import { describeInFull } from '../support/full.ts'

const branch = 'refs/heads/polecat/fix'

class Attempt extends AttemptFolder {
  save!: Running

  static async begin(settings: Partial<AttemptFolder['settings']> = {}): Promise<Attempt> {
    const attempt = new Attempt()
    attempt.settings = { ...attempt.settings, ...settings }
    if ((await attempt.run(gitClone).done) !== 0) throw new Error('the clone failed')
    attempt.startSave()
    return attempt
  }

  startSave(): void {
    this.save = this.run(gitSave)
  }

  get result(): SaveResult {
    return this.save.message() as unknown as SaveResult
  }

  get handover(): Handover | undefined {
    return existsSync(this.path(files.handover)) ? (this.readJson(files.handover) as Handover) : undefined
  }

  put(name: string, text: string): void {
    mkdirSync(join(this.checkout, name, '..'), { recursive: true })
    writeFileSync(join(this.checkout, name), text)
  }

  commitAll(message: string): string {
    git(this.checkout, 'add', '-A')
    git(this.checkout, 'commit', '-qm', message)
    return git(this.checkout, 'rev-parse', 'HEAD')
  }

  print(text: string): void {
    appendFileSync(this.path(files.agentOutput), text)
  }

  /** As the entry, at the agent's end. */
  async end(status: number, nonce = 'nonce-1'): Promise<Handover> {
    writeFileSync(this.path('/output/ended.new'), `{"status":${status},"nonce":"${nonce}"}\n`)
    renameSync(this.path('/output/ended.new'), this.path(files.ended))
    await until(() => this.handover?.nonce === nonce, 'the final handover')
    await until(() => this.done === nonce, 'the end of the transcript')
    return this.handover as Handover
  }

  get done(): string {
    const path = this.path(files.transcriptDone)
    return existsSync(path) ? readFileSync(path, 'utf8').trim() : ''
  }

  records(): { n: number; event: { type: string; text?: string } }[] {
    return this.save.lines
      .flatMap((lines) => lines.split('\n'))
      .flatMap((line) => parseRecord(line) ?? [])
      .map(({ n, event }) => ({ n, event: event as { type: string; text?: string } }))
  }

  states(): StateEvent[] {
    return this.save.lines.flatMap((lines) => lines.split('\n')).flatMap((line) => parseStateLine(line) ?? [])
  }

  /** As git-push, while the remote takes nothing. */
  wait(why: string): void {
    const text = JSON.stringify({ since: '2026-01-01T00:00:00.000Z', why })
    writeFileSync(this.path(`${files.waiting}.new`), text)
    renameSync(this.path(`${files.waiting}.new`), this.path(files.waiting))
  }

  show(commit: string | undefined, path: string): string {
    return git(this.path(files.handoffRepository), 'show', `${commit}:${path}`)
  }
}

test('files of an agent that ended well are a last commit of ours; git-push brings it to the branch', async () => {
  await using attempt = await Attempt.begin()
  const push = attempt.run(gitPush)
  attempt.put('done.txt', 'committed\n')
  const theirs = attempt.commitAll('my work')
  attempt.put('left.txt', 'not committed\n')
  attempt.print('one\ntwo\n')
  const handover = await attempt.end(0)
  expect(handover).toMatchObject({ final: true, tipForBranch: true, others: [], leftOut: [] })
  expect(handover.uncommitted).toBeUndefined()
  const handoff = attempt.path(files.handoffRepository)
  expect(git(handoff, 'log', '-1', '--format=%P %an <%ae> %s', handover.tip)).toBe(
    `${theirs} Polecat <polecat@example.com> Save uncommitted files of fix`,
  )
  expect(attempt.show(handover.tip, 'left.txt')).toBe('not committed')
  await until(() => existsSync(attempt.path(files.ack)), 'the ack')
  expect(attempt.readJson(files.ack)).toEqual({ nonce: 'nonce-1', state: 'saved', final: true })
  expect(await attempt.save.end()).toBe(0)
  expect(attempt.handover).toEqual(handover)
  expect(await push.end()).toBe(0)
  expect(attempt.remoteRefs()[branch]).toBe(handover.tip)
  expect(attempt.result).toMatchObject({ changed: true, lines: 2 })
  expect(attempt.records().map(({ n, event }) => [n, event.text])).toEqual([
    [1, 'one'],
    [2, 'two'],
  ])
  expect(readFileSync(attempt.path(`${files.transcript}/1`), 'utf8')).toBe('one\ntwo\n')
})

test('files of an agent that failed are a snapshot beside the branch', async () => {
  await using attempt = await Attempt.begin()
  attempt.put('done.txt', 'committed\n')
  const theirs = attempt.commitAll('my work')
  attempt.put('left.txt', 'not committed\n')
  const handover = await attempt.end(3)
  expect(handover).toMatchObject({ tip: theirs, tipForBranch: true })
  expect(attempt.show(handover.uncommitted, 'left.txt')).toBe('not committed')
  expect(git(attempt.path(files.handoffRepository), 'rev-parse', `${handover.uncommitted}^`)).toBe(theirs)
})

test('TERM makes the last snapshot at once, and files go beside the branch', async () => {
  await using attempt = await Attempt.begin()
  attempt.put('left.txt', 'not committed\n')
  attempt.print('half a line')
  expect(await attempt.save.end()).toBe(0)
  expect(attempt.handover).toMatchObject({ final: true, uncommitted: expect.any(String) })
  expect(attempt.handover?.nonce).toBeUndefined()
  expect(attempt.records().map(({ event }) => event.text)).toEqual(['half a line'])
})

test('checkpoints are made while it runs, and only when something changed', async () => {
  await using attempt = await Attempt.begin({ checkpointSeconds: 1 })
  attempt.put('a', '1')
  await until(() => attempt.handover?.uncommitted !== undefined, 'a checkpoint')
  const first = attempt.handover
  expect(first).toMatchObject({ seq: 1, final: false })
  attempt.put('a', '2')
  await until(() => attempt.handover?.seq === 2, 'another checkpoint')
  expect(attempt.show(attempt.handover?.uncommitted, 'a')).toBe('2')
})

test('the stop word reaches the entry and the result', async () => {
  await using attempt = await Attempt.begin()
  attempt.put('a', '1')
  writeFileSync(attempt.path(files.stop), 'terminated')
  await until(() => existsSync(attempt.path(files.stopAgent)), 'the stop')
  expect(readFileSync(attempt.path(files.stopAgent), 'utf8')).toBe('terminated\n')
  const handover = await attempt.end(0)
  expect(handover.uncommitted).toBeDefined()
  expect(attempt.result.stopped).toBe('terminated')
})

test('after a restart numbers, text and handovers go on', async () => {
  await using attempt = await Attempt.begin()
  attempt.put('a', '1')
  attempt.print('one\ntwo\n')
  const before = await attempt.end(0)
  await attempt.save.end()
  rmSync(attempt.path(files.transcriptDone))
  attempt.startSave()
  await until(() => attempt.done === 'nonce-1', 'the end of the transcript')
  attempt.print('three\n')
  expect(attempt.handover).toEqual(before)
  const after = await attempt.end(0, 'nonce-2')
  expect(after).toMatchObject({ seq: 2, tip: before.tip })
  expect(attempt.records().map(({ n, event }) => [n, event.text])).toEqual([[3, 'three']])
  expect(readFileSync(attempt.path(`${files.transcript}/1`), 'utf8')).toBe('one\ntwo\nthree\n')
})

test('what stands where output and end should be is not followed and not waited for', async () => {
  await using attempt = await Attempt.begin()
  const secret = join(attempt.folder, 'secret')
  writeFileSync(secret, '{"status":0,"nonce":"from-the-secret"}')
  symlinkSync(secret, attempt.path(files.agentOutput))
  execFileSync('mkfifo', [attempt.path(files.ended)])
  expect(await attempt.save.end()).toBe(0)
  expect(attempt.handover?.nonce).toBeUndefined()
  expect(attempt.records()).toEqual([])
  // And the record.
  expect(attempt.save.lines).toHaveLength(attempt.states().length + 1)
})

describeInFull('rarer ends and beginnings', () => {
  test.each([
    ['uncommitted: rescue', { uncommitted: 'rescue' as const }, '', 0],
    ["the stream's own end says so", {}, '{"type":"end","ok":false,"reason":"gave up"}\n', 0],
  ])('no last commit of ours: %s', async (_, settings, output, status) => {
    await using attempt = await Attempt.begin(settings)
    attempt.put('left.txt', 'not committed\n')
    attempt.print(output)
    const handover = await attempt.end(status)
    expect(handover.uncommitted).toMatch(/^[0-9a-f]{40}$/)
  })

  test('nothing done is nothing changed', async () => {
    await using attempt = await Attempt.begin()
    const handover = await attempt.end(0)
    expect(handover).toEqual({
      seq: 1,
      series: expect.stringMatching(/^[0-9a-f]{12}$/),
      nonce: 'nonce-1',
      final: true,
      tip: git(attempt.checkout, 'rev-parse', 'HEAD'),
      tipForBranch: true,
      others: [],
      leftOut: [],
      notes: [],
    })
    expect(attempt.result).toEqual({ changed: false, lines: 0 })
  })

  test('a forged end is answered, and the true one again', async () => {
    await using attempt = await Attempt.begin({ checkpointSeconds: 1 })
    attempt.put('a', '1')
    const forged = await attempt.end(0, 'forged')
    expect(attempt.show(forged.tip, 'a')).toBe('1')
    attempt.put('a', '2')
    await until(() => attempt.handover?.final === false, 'a checkpoint after the forged end')
    const handover = await attempt.end(1, 'true')
    expect(handover).toMatchObject({ final: true, nonce: 'true' })
    expect(attempt.show(handover.uncommitted, 'a')).toBe('2')
  })

  test.for(['terminated', 'deadline'] as const)('an agent that ended by itself was not stopped (%s)', async (word) => {
    await using attempt = await Attempt.begin({ deadlineSeconds: 600 })
    attempt.put('a', '1')
    await attempt.end(0)
    // While the remote is away, its end still waits to be saved.
    if (word === 'terminated') writeFileSync(attempt.path(files.stop), word)
    else {
      const passed = Math.floor(Date.now() / 1000) - 480
      utimesSync(attempt.path(files.ended), passed, passed)
      writeFileSync(attempt.path(files.started), String(passed - 100))
    }
    await until(() => existsSync(attempt.path(files.stopAgent)), 'the stop')
    expect(await attempt.save.end()).toBe(0)
    expect(attempt.result.stopped).toBeUndefined()
  })

  test.for(['terminated', 'deadline'] as const)(
    'an agent that only said that it ended was stopped (%s)',
    async (word) => {
      await using attempt = await Attempt.begin({ deadlineSeconds: 600 })
      attempt.put('a', '1')
      await attempt.end(0, 'forged')
      if (word === 'terminated') writeFileSync(attempt.path(files.stop), word)
      else writeFileSync(attempt.path(files.started), String(Math.floor(Date.now() / 1000) - 500))
      await until(() => existsSync(attempt.path(files.stopAgent)), 'the stop')
      await attempt.end(0, 'true')
      expect(await attempt.save.end()).toBe(0)
      expect(attempt.result.stopped).toBe(word)
    },
  )

  test("the deadline counts from the pod's start where it is known", async () => {
    await using attempt = new Attempt()
    attempt.settings = { ...attempt.settings, deadlineSeconds: 600 }
    expect(await attempt.run(gitClone).done).toBe(0)
    const now = Math.floor(Date.now() / 1000)
    writeFileSync(attempt.path(files.setupTime), `${now}\n`)
    attempt.startSave()
    await until(() => existsSync(attempt.path(files.softDeadline)), 'the deadline')
    expect(readFileSync(attempt.path(files.softDeadline), 'utf8')).toBe(`${now + 480}\n`)
    writeFileSync(attempt.path(files.started), String(now - 500))
    await until(() => existsSync(attempt.path(files.stopAgent)), 'the stop')
    expect(readFileSync(attempt.path(files.stopAgent), 'utf8')).toBe('deadline\n')
  })

  test('the end of the transcript waits for its recording', async () => {
    await using attempt = await Attempt.begin({ waitForRecording: true })
    attempt.print('one\ntwo\n')
    const ending = attempt.end(0)
    await until(() => attempt.handover?.final === true, 'the final handover')
    expect(attempt.done).toBe('')
    writeFileSync(attempt.path(files.recorded), '2')
    await ending
  })

  test("the model's credential is in nothing that is told or written", async () => {
    await using attempt = new Attempt()
    const key = `sk-ant-api03-${'Kj3'.repeat(12)}-4f8A`
    if ((await attempt.run(gitClone).done) !== 0) throw new Error('the clone failed')
    mkdirSync(attempt.path(mounts['llm-credential']), { recursive: true })
    writeFileSync(join(attempt.path(mounts['llm-credential']), 'api-key'), `${key}\n`)
    attempt.startSave()
    attempt.put(`key-${key}`, 'x'.repeat(60 * 1024 * 1024))
    attempt.print(`echo ${key}\nwithout an end ${key.slice(0, 20)}`)
    await until(() => attempt.records().length > 0, 'the first lines')
    attempt.print(
      `${key.slice(20)}\n${Buffer.from(`x${key}`).toString('base64')}\n${'y'.repeat(1024 * 1024 - 20)}${key}\n`,
    )
    const handover = await attempt.end(3)
    await attempt.save.end()
    const parts = readdirSync(attempt.path(files.transcript)).map((name) => join(attempt.path(files.transcript), name))
    const all = [
      ...attempt.save.lines,
      JSON.stringify(handover),
      JSON.stringify(attempt.result),
      ...parts.map((path) => readFileSync(path, 'utf8')),
    ].join('\n')
    expect(handover.leftOut.join('\n')).toMatch(/1 files over the size limit: key-\*\*\*/)
    expect(all).toContain('echo ***')
    expect(all).toContain('without an end ***')
    const forms = [key, key.slice(0, 30), key.slice(-30), Buffer.from(key).toString('base64').slice(0, 40)]
    expect(forms.filter((form) => all.includes(form))).toEqual([])
  })

  test('what is known while it works is told among the records, whose numbers it leaves alone', async () => {
    await using attempt = new Attempt()
    expect(await attempt.run(gitClone).done).toBe(0)
    attempt.wait('git.example.com cannot be reached')
    attempt.startSave()
    await until(() => attempt.states().length === 1, 'the first state')
    const known = { waitingSince: '2026-01-01T00:00:00.000Z', why: 'git.example.com cannot be reached' }
    expect(attempt.states()[0]).toEqual({ type: 'state', phase: 'working', ...known })
    attempt.print('one\n')
    await attempt.end(3)
    await until(() => attempt.states().length === 2, 'the second state')
    const [, waiting] = attempt.states()
    expect(waiting).toMatchObject({ phase: 'waiting', ended: { status: 3 }, ...known })
    expect(waiting?.lastActivity).toBe(waiting?.firstOutput)
    expect(waiting?.lastActivity).toBeDefined()
    // Setup has not told when the pod began, so nobody knows its deadline.
    expect(waiting?.until).toBeUndefined()
    expect(attempt.records().map(({ n }) => n)).toEqual([1])

    await attempt.save.end()
    attempt.startSave()
    await until(() => attempt.states().length === 1, 'the state after a restart')
    expect(attempt.states()[0]).toEqual(waiting)
    expect(attempt.records()).toEqual([])
  })

  test('until when the work is tried is what the entry waits', async () => {
    await using attempt = new Attempt()
    attempt.settings = { ...attempt.settings, deadlineSeconds: 600 }
    const began = Math.floor(Date.now() / 1000)
    writeFileSync(attempt.path(files.setupTime), String(began))
    expect(await attempt.run(gitClone).done).toBe(0)
    writeFileSync(attempt.path(files.ended), '{"status":0,"nonce":"n"}\n')
    attempt.wait('away')
    attempt.startSave()
    await until(() => attempt.states()[0]?.phase === 'waiting', 'the wait')
    expect(attempt.states()[0]?.until).toBe(new Date((began + 570) * 1000).toISOString())
  })
})
