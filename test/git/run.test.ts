import { expect, test } from 'vitest'
import { runGit } from '../../src/git/run.ts'
import { processesNaming } from '../support/processes-naming.ts'

const env = { PATH: process.env.PATH ?? '', GIT_CONFIG_NOSYSTEM: '1', HOME: '/nonexistent' }
const call = { env, timeoutMs: 10_000 }

/** git runs `!…` aliases with sh: the shortest way to a git that does what a test wants. */
function alias(script: string): string[] {
  return ['-c', `alias.act=!${script}`, 'act']
}

test('gives status, both streams and nothing of our own environment', async () => {
  process.env.GIT_DIR = '/somewhere'
  try {
    const result = await runGit(alias('echo out; echo err >&2; echo "$GIT_DIR$SECRET"; exit 3'), call)
    expect(result).toMatchObject({ status: 3, stderr: 'err\n', timedOut: false })
    expect(result.stdout.toString()).toBe('out\n\n')
  } finally {
    delete process.env.GIT_DIR
  }
})

test('hands input over and takes bytes back as they are', async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
  expect([...(await runGit(alias('cat'), { ...call, input: bytes })).stdout]).toEqual([...bytes])
  expect((await runGit(alias('true'), { ...call, input: 'x'.repeat(1_000_000) })).status).toBe(0)
})

test('an argument is an argument, whatever it looks like', async () => {
  const { stdout } = await runGit(['rev-parse', '--sq-quote', '$(id)', '`id`', 'a b', "'", ''], call)
  expect(stdout.toString()).toBe(String.raw` '$(id)' '${'`id`'}' 'a b' ''\''' ''` + '\n')
})

test('ends at the timeout with everything it started', async () => {
  const mark = `gastown-test-${process.pid}-${Date.now()}`
  const result = await runGit(alias(`sh -c 'sleep 60' ${mark} & wait`), { ...call, timeoutMs: 200 })
  expect(result).toMatchObject({ timedOut: true })
  expect(result.status).toBeGreaterThan(0)
  await expect.poll(() => processesNaming(mark)).toEqual([])
})

test('ends with the signal', async () => {
  const controller = new AbortController()
  const running = runGit(alias('echo started >&2; sleep 60'), {
    ...call,
    signal: controller.signal,
    onStderr: () => controller.abort(),
  })
  expect(await running).toMatchObject({ timedOut: false, status: 143 })
  await expect(runGit(['version'], { ...call, signal: controller.signal })).rejects.toThrow(/aborted/)
})

test('keeps no more than it was told to', async () => {
  const result = await runGit(alias('head -c 100000 /dev/zero'), { ...call, maxBytes: 1000 })
  expect(result).toMatchObject({ tooLong: true, stderr: expect.stringContaining('more output than expected') })
})

test('rejects where there is no git', async () => {
  await expect(runGit(['version'], { ...call, env: { PATH: '/nonexistent' } })).rejects.toMatchObject({
    code: 'ENOENT',
  })
})

test('is not held up by what a program leaves behind, and loses nothing that it wrote', async () => {
  const script = 'sleep 600 & head -c 3000000 /dev/zero; echo $! >&2; exit 3'
  const result = await runGit(alias(script), { ...call, timeoutMs: 600_000 })
  expect(result).toMatchObject({ status: 3, timedOut: false, stderr: expect.stringMatching(/^\d+\n$/) })
  expect(result.stdout).toHaveLength(3_000_000)
  process.kill(Number(result.stderr))
})
