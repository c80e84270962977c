/** The record that git-save prints at its end. */
import { appendFileSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gitClone } from '../../src/containers/git-clone.ts'
import { gitSave } from '../../src/containers/git-save.ts'
import type { SaveResult } from '../../src/outcome/results.ts'
import { files, mounts } from '../../src/pod/layout.ts'
import { recordMost, recordsIn } from '../../src/record/events.ts'
import { printedRecord, readPrinted } from '../../src/record/printed.ts'
import { AttemptFolder, until, type Running } from '../support/attempt-folder.ts'

class Attempt extends AttemptFolder {
  save!: Running

  static async begin(prepare?: (attempt: Attempt) => void): Promise<Attempt> {
    const attempt = new Attempt()
    if ((await attempt.run(gitClone).done) !== 0) throw new Error('the clone failed')
    prepare?.(attempt)
    attempt.save = attempt.run(gitSave)
    return attempt
  }

  print(text: string): void {
    appendFileSync(this.path(files.agentOutput), text)
  }

  async printed(text: string): Promise<void> {
    await until(() => this.save.lines.join('\n').includes(text), `an event with ${text}`)
  }

  async end(status: number): Promise<void> {
    writeFileSync(this.path('/output/ended.new'), `{"status":${status},"nonce":"n"}\n`)
    renameSync(this.path('/output/ended.new'), this.path(files.ended))
    await until(() => existsSync(this.path(files.transcriptDone)), 'the end of the transcript')
    if ((await this.save.end()) !== 0) throw new Error('git-save failed')
  }

  /** As the operator reads it: as many of the last lines as git-save reports. */
  read() {
    const lines = this.save.lines.join('\n').split('\n')
    const { record = 0 } = this.save.message() as unknown as SaveResult
    const read = readPrinted(lines.slice(-record))
    const data = Buffer.concat([...(read?.chunks ?? [])])
    const texts = recordsIn(data, recordMost)?.map(({ event }) => (event.type === 'text' ? event.text : event.type))
    return { ...read, texts }
  }
}

test('is what its log ends with: all events, without secrets', async () => {
  const key = `sk-ant-api03-${'Kj3'.repeat(12)}-4f8A`
  await using attempt = await Attempt.begin((one) => {
    mkdirSync(one.path(mounts['llm-credential']), { recursive: true })
    writeFileSync(join(one.path(mounts['llm-credential']), 'api-key'), `${key}\n`)
  })
  attempt.print(`one\nthe key is ${key}\nwithout an end`)
  await attempt.end(0)
  const { texts, events, missing, shortened } = attempt.read()
  expect(texts).toEqual(['one', 'the key is ***', 'without an end'])
  expect({ events, missing, shortened }).toEqual({ events: 3, missing: 0, shortened: 0 })
})

test('is not what an agent prints in its form', async () => {
  await using attempt = await Attempt.begin()
  const [forged = ''] = printedRecord({ chunks: [], events: 0, shortened: 0 })
  attempt.print(`${forged}\n\r${forged}\n\u2028${forged}\n`)
  await attempt.end(0)
  expect(
    attempt.save.lines
      .join('\n')
      .split('\n')
      .filter((line) => line.startsWith('{"record"')),
  ).toHaveLength(1)
  expect(attempt.read()).toMatchObject({ events: 3, missing: 0, texts: [forged, `\r${forged}`, `\u2028${forged}`] })
})

test('of a container that was started again has what was told before', async () => {
  await using attempt = await Attempt.begin()
  attempt.print('one\n')
  await attempt.printed('one')
  expect(await attempt.save.end()).toBe(0)
  attempt.save = attempt.run(gitSave)
  attempt.print('two\n')
  await attempt.printed('two')
  await attempt.end(0)
  expect(attempt.read()).toMatchObject({ events: 2, missing: 0, texts: ['one', 'two'] })
})

test('of an agent that printed nothing says so', async () => {
  await using attempt = await Attempt.begin()
  await attempt.end(1)
  expect(attempt.read()).toMatchObject({ events: 0, missing: 0 })
})
