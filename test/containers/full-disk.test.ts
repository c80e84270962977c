/** Volumes that are full for a while: an agent fills a disk faster than anybody stops it. */
import { existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { gitClone } from '../../src/containers/git-clone.ts'
import { gitPush } from '../../src/containers/git-push.ts'
import { gitSave } from '../../src/containers/git-save.ts'
import { openContainerIO } from '../../src/containers/io.ts'
import { environment, files, mounts } from '../../src/pod/layout.ts'
import type { Handover } from '../../src/saving/handover.ts'
import { AttemptFolder, git, until, type Running } from '../support/attempt-folder.ts'
import { canMount, fillDisk, smallDisk } from '../support/small-disk.ts'
import { ack, branch } from './a-clone.ts'

/** An attempt one volume of which is small. */
class SmallVolume extends AttemptFolder {
  readonly volume: string
  readonly #disk: Disposable

  private constructor(name: keyof typeof mounts) {
    super()
    this.volume = this.path(mounts[name])
    this.#disk = smallDisk(this.volume, 2)
  }

  static async cloned(name: keyof typeof mounts): Promise<SmallVolume> {
    const attempt = new SmallVolume(name)
    if ((await attempt.run(gitClone).done) !== 0) throw new Error('the clone failed')
    return attempt
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    this.#disk[Symbol.dispose]()
    await super[Symbol.asyncDispose]()
  }
}

/** Returns what to remove to make room. */
function fill(folder: string): string {
  const filler = fillDisk(folder)
  expect(() => writeFileSync(join(folder, 'more'), 'x'.repeat(5000))).toThrow(/ENOSPC/)
  rmSync(join(folder, 'more'), { force: true })
  return filler
}

/** The agent has ended well, as the entry says it. */
function end(attempt: AttemptFolder): void {
  writeFileSync(attempt.path('/output/ended.new'), '{"status":0,"nonce":"one"}\n')
  renameSync(attempt.path('/output/ended.new'), attempt.path(files.ended))
}

describe.skipIf(!canMount)('a full disk (needs root, for small disks)', () => {
  test('does not keep the agent from being stopped once there is room', async () => {
    await using attempt = await SmallVolume.cloned('control')
    const filler = fill(attempt.volume)
    writeFileSync(attempt.path(files.started), '1000')
    const save = attempt.run(gitSave)
    await until(() => existsSync(`${attempt.path(files.stopAgent)}.new`), 'a try that has no room')
    expect(existsSync(attempt.path(files.stopAgent))).toBe(false)
    rmSync(filler)
    await until(() => existsSync(attempt.path(files.stopAgent)), 'the stop')
    expect(readFileSync(attempt.path(files.softDeadline), 'utf8')).toMatch(/^\d+\n$/)
    expect(await save.end()).toBe(0)
  })

  test('does not cost what is handed over at the end', async () => {
    await using attempt = await SmallVolume.cloned('handoff')
    const save = attempt.run(gitSave)
    await until(() => existsSync(join(attempt.volume, 'save', 'state.json')), 'the first look')
    writeFileSync(join(attempt.checkout, 'work'), 'work\n')
    const filler = fill(attempt.volume)
    end(attempt)
    await until(() => save.lines.some((line) => /no space|No space/.test(line)), 'a try that has no room')
    rmSync(filler)
    await until(() => existsSync(attempt.path(files.handover)), 'the handover')
    const handover = attempt.readJson(files.handover) as Handover
    expect(handover).toMatchObject({ final: true, nonce: 'one', leftOut: [] })
    expect(git(attempt.path(files.handoffRepository), 'show', `${handover.tip}:work`)).toBe('work')
    expect(await save.end()).toBe(0)
  })

  test('does not make a push fail for good', async () => {
    await using attempt = await SmallVolume.cloned('private')
    const { start } = attempt.readJson(files.start) as { start: string }
    const filler = fill(attempt.volume)
    const push: Running = attempt.run(gitPush)
    const tip = attempt.commit({ a: '1' }, start)
    attempt.handOver({ tip, final: true, nonce: 'n' })
    await until(() => readdirSync(attempt.volume).some((name) => name.endsWith('.new')), 'a try that has no room')
    expect(ack(attempt)).toBeUndefined()
    rmSync(filler)
    await until(() => ack(attempt) !== undefined, 'the answer')
    expect(ack(attempt)).toEqual({ nonce: 'n', state: 'saved', final: true })
    expect(attempt.remoteRefs()[branch]).toBe(tip)
    expect(await push.end()).toBe(0)
  })

  test('takes a message that is longer than the one before, or shorter', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gastown-message-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    using _disk = smallDisk(folder, 2)
    const message = join(folder, 'message')
    const io = openContainerIO({
      env: { [environment.terminationLog]: message },
      stdout: { on: () => {} },
      once: () => {},
      on: () => {},
    } as unknown as NodeJS.Process)
    io.writeTermination({ state: 'waiting' })
    fill(folder)
    for (const result of [{ state: 'saved', message: 'x'.repeat(300) }, { state: 'failed' }]) {
      io.writeTermination(result)
      expect(JSON.parse(readFileSync(message, 'utf8'))).toEqual(result)
    }
  })
})
