/** What oclif does that src/oclif works around: where one of these fails, oclif has changed, and so may we. */
import * as Flags from '@oclif/core/flags'
import { Command } from '@oclif/core/command'
import { Config } from '@oclif/core/config'
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { withRuntime, runtimeOf } from '../../src/oclif/config-runtime.ts'
import { withoutOclifErrorListener } from '../../src/oclif/error-listener.ts'
import { oclifExitCode } from '../../src/oclif/exit-code.ts'
import { QuickConfig } from '../../src/oclif/quick-command.ts'
import { usageError } from '../../src/oclif/usage-error.ts'
import type { Runtime } from '../../src/runtime.ts'

class Sample extends Command {
  static override flags = {
    size: Flags.string({ options: ['light', 'heavy'] }),
    task: Flags.string(),
    needed: Flags.string({ required: true }),
  }
  async run(): Promise<number> {
    await this.parse(Sample)
    return 7
  }
}

const config = () => new QuickConfig(withRuntime({ root: process.cwd() }, { home: '/h' } as Runtime))
const run = (...argv: string[]): Promise<unknown> =>
  (new Sample(argv, config()) as unknown as { _run(): Promise<unknown> })._run()
const thrownBy = (...argv: string[]): Promise<unknown> => run(...argv).catch((error: unknown) => error)

test('_run parses and runs a command, and gives what it returns', async () => {
  expect(await run('--needed', 'x')).toBe(7)
})

test('a value that looks like a flag is no value to oclif, unless a NUL is before it', async () => {
  expect(await thrownBy('--needed', 'x', '--task', '--needed')).toBeInstanceOf(Error)
  expect(await run('--needed', 'x', '--task', '\u0000--needed')).toBe(7)
})

test.each([
  ['NonExistentFlagsError', ['--needed', 'x', '--other'], 'unknown flag'],
  ['UnexpectedArgsError', ['--needed', 'x', 'more'], 'unexpected argument: more'],
  ['FailedFlagValidationError', [], 'missing flag'],
  ['FlagInvalidOptionError', ['--needed', 'x', '--size', 'huge'], 'invalid flag value'],
])('%s is told by its class name', async (name, argv, message) => {
  const error = await thrownBy(...argv)
  expect((error as Error).constructor.name).toBe(name)
  expect(usageError(error)?.message).toBe(message)
})

test('a value that is none of a flag: flag, value and options are taken from its message', async () => {
  expect(usageError(await thrownBy('--needed', 'x', '--size', 'huge'))?.problems).toEqual([
    { field: '--size', message: 'expected one of light, heavy, found "huge"' },
  ])
})

test('a Config made from the options of another has the runtime of it', () => {
  const copy = new Config(config().options)
  expect(runtimeOf(copy).home).toBe('/h')
})

test('a Config without one is a bug that is told', () => {
  expect(() => runtimeOf(new Config({ root: process.cwd() }))).toThrow('without its runtime')
})

test("oclif's listener is the one that names EPIPE", () => {
  const source = readFileSync(createRequire(import.meta.url).resolve('@oclif/core/command'), 'utf8')
  expect(source).toMatch(/stdout\.on\(\s*'error'[^]{0,200}EPIPE/)
})

const own = () => 'EPIPE'
const other = () => undefined

test('that listener is removed, and ours and others stay', async () => {
  const stream = new EventEmitter()
  stream.on('error', own)
  const restore = withoutOclifErrorListener(stream as Partial<NodeJS.WriteStream>, own)
  stream.on('error', other)
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
  await Promise.resolve()
  expect(stream.listeners('error')).toEqual([own, other])
  restore()
  expect(stream.listenerCount('newListener')).toBe(0)
})

test('an exit of oclif is a code, and nothing else is', () => {
  expect(oclifExitCode(Object.assign(new Error('x'), { code: 'EEXIT', oclif: { exit: 3 } }))).toBe(3)
  expect(oclifExitCode(Object.assign(new Error('x'), { code: 'EEXIT' }))).toBe(0)
  expect(oclifExitCode(new Error('x'))).toBeUndefined()
})
