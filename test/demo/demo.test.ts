/** The whole demo with the built program, as `npm run demo` runs it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { full, onlyInFull } from '../support/full.ts'

const script = fileURLToPath(new URL('../../scripts/demo.ts', import.meta.url))

let folder: string
let child: ChildProcess | undefined

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'gastown-demo-test-')))
})

afterEach(async () => {
  if (child?.exitCode === null) child.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

function demo(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): { process: ChildProcess; stdout(): string; stderr(): string } {
  const started = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, TMPDIR: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child = started
  let [stdout, stderr] = ['', '']
  started.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  started.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  return { process: started, stdout: () => stdout, stderr: () => stderr }
}

/** Commands of processes that name our folder: what the demo would have left behind. */
async function leftProcesses(): Promise<string[]> {
  const found: string[] = []
  for (const pid of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (command.includes(folder)) found.push(command.replaceAll('\0', ' '))
  }
  return found
}

test('three polecats end as they must, proven by the remote', async () => {
  const run = demo(['--json'])
  const [code] = await once(run.process, 'close')
  expect(run.stderr()).not.toContain('failed')
  const { polecats } = JSON.parse(run.stdout())
  expect(polecats).toMatchObject([
    { name: 'typo', phase: 'Done', reason: 'Pushed', exitCode: 0, asExpected: true },
    { name: 'forgetful', phase: 'Done', reason: 'Pushed', exitCode: 0, asExpected: true },
    { name: 'hapless', phase: 'Failed', reason: 'AgentFailed', exitCode: 10, asExpected: true },
  ])
  for (const { commit, remoteCommit } of polecats) {
    expect(commit).toMatch(/^[0-9a-f]{40}$/)
    expect(remoteCommit).toBe(commit)
  }
  expect(polecats[0].diffStat).toMatch(/README\.md.*\n.*hello\.sh/)
  expect(polecats[1].diffStat).toContain('hello.test.sh')
  expect(polecats[2].diffStat).toContain('salve.sh')
  expect(JSON.stringify(polecats[2].rescueRefs)).toContain('nuqneH.sh')
  expect(code).toBe(0)
  expect(await readdir(folder)).toEqual([])
  expect(await leftProcesses()).toEqual([])
})

test.skipIf(!full)(`without bubblewrap it says so, and all ends the same${onlyInFull}`, async () => {
  const broken = join(folder, 'broken')
  await mkdir(broken)
  await writeFile(join(broken, 'bwrap'), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
  const run = demo(['--json'], { PATH: `${broken}:${process.env.PATH}` })
  const [code] = await once(run.process, 'close')
  expect(run.stderr()).toContain('Without bubblewrap')
  const { sandboxed, polecats } = JSON.parse(run.stdout())
  expect(sandboxed).toBe(false)
  expect(polecats.map(({ asExpected }: { asExpected: boolean }) => asExpected)).toEqual([true, true, true])
  expect(code).toBe(0)
  expect(await leftProcesses()).toEqual([])
})

const moments: [string, (stderr: () => string) => Promise<boolean>][] = [
  ['at the very beginning', async () => (await readdir(folder)).length > 0],
  ['while local mode starts', async () => existsSync(join(folder, (await readdir(folder))[0] ?? '', 'state'))],
  ['while the polecats are at work', async (stderr) => stderr().includes('Three polecats')],
]

test.each(moments)('Ctrl-C %s leaves nothing behind', async (_, hasCome) => {
  const run = demo([])
  await expect.poll(() => hasCome(run.stderr), { interval: 10 }).toBe(true)
  run.process.kill('SIGINT')
  const [code] = await once(run.process, 'close')
  expect(code).toBe(130)
  expect(await readdir(folder)).toEqual([])
  expect(await leftProcesses()).toEqual([])
})
