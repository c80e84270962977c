import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { signalledAt } from '../../../src/kubelet/run/sent-signals.ts'
import { bootId, childrenOf, processInfo, handlesSignal } from '../../../src/kubelet/run/process-id.ts'
import { kill, terminate } from '../../../src/kubelet/run/signals.ts'

test('a young program gets TERM once it handles it, and again when its own handler must be set', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gastown-signals-'))
  const script = 'cd "$1"; read go; trap "echo term >> got" TERM; touch got; while :; do sleep 0.01; done'
  const child = spawn('sh', ['-c', script, 'sh', folder], { stdio: ['pipe', 'ignore', 'ignore'] })
  const pid = child.pid ?? 0
  const got = () => readFileSync(join(folder, 'got'), 'utf8')
  try {
    writeFileSync(join(folder, 'entry'), `${pid} ${processInfo(pid)?.start}\n`)
    expect(terminate(folder, { age: 100, own: false })).toBe(false)
    expect(signalledAt(folder, 'first-TERM')).toBeUndefined()
    child.stdin.end('go\n')
    await expect.poll(() => handlesSignal(pid, 'SIGTERM')).toBe(true)
    expect(terminate(folder, { age: 200, own: false })).toBe(false)
    await expect.poll(got).toBe('term\n')
    expect(terminate(folder, { age: 300, own: false })).toBe(false)
    expect(terminate(folder, { age: 5000, own: false })).toBe(true)
    await expect.poll(got).toBe('term\nterm\n')
    expect(signalledAt(folder, 'TERM')).toBeDefined()
  } finally {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
})

test('a program of ours gets TERM once it is ready, and not while Node still dies by it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gastown-signals-'))
  const script = `process.stdin.once('data', () => {
    const { signal } = openContainerIO(process)
    signal.addEventListener('abort', () => process.exit(7))
    setInterval(() => {}, 1000)
  })`
  const ioFile = new URL('../../../src/containers/io.ts', import.meta.url).href
  const words = ['--input-type=module', '-e', `import { openContainerIO } from '${ioFile}'; ${script}`]
  const child = spawn(process.execPath, words, { stdio: ['pipe', 'ignore', 'inherit'] })
  const pid = child.pid ?? 0
  const ended = new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)))
  try {
    writeFileSync(join(folder, 'entry'), `${pid} ${processInfo(pid)?.start}\n`)
    await expect.poll(() => handlesSignal(pid, 'SIGTERM')).toBe(true)
    expect(terminate(folder, { age: 6000, own: true })).toBe(false)
    child.stdin.end('go\n')
    await expect.poll(() => terminate(folder, { age: 6100, own: true })).toBe(true)
    expect(await ended).toBe(7)
  } finally {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
})

test('TERM counts as sent only where a process was there to get it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gastown-signals-'))
  try {
    for (const own of [true, false]) expect(terminate(folder, { age: 60_000, own })).toBe(false)
    expect(signalledAt(folder, 'TERM')).toBeUndefined()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('where the first process could not be noted, KILL reaches all that the shim started, and the shim', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gastown-signals-'))
  const shim = spawn('sh', ['-c', 'sh -c "sleep 1000; true" & wait'], { detached: true, stdio: 'ignore' })
  const ended = new Promise((resolve) => shim.once('close', (_code, signal) => resolve(signal)))
  const { pid, start, boot } = { pid: shim.pid ?? 0, start: processInfo(shim.pid ?? 0)?.start, boot: bootId() }
  try {
    writeFileSync(join(folder, 'pid'), `${pid} ${start} ${boot}\n`)
    writeFileSync(join(folder, 'args'), '')
    await expect.poll(() => childrenOf(pid).length).toBe(1)
    const [child = 0] = childrenOf(pid)
    await kill(folder, 'no such marker')
    expect(await ended).toBe('SIGKILL')
    await expect.poll(() => processInfo(child)).toBeUndefined()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('KILL reaches what the process started, in sessions and with variables of its own', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gastown-signals-'))
  const script = 'env -i setsid -w sh -c "sleep 1000 & echo \\$! > $1/left; wait" & wait'
  const child = spawn('sh', ['-c', script, 'sh', folder], { detached: true, stdio: 'ignore' })
  const pid = child.pid ?? 0
  const left = () => Number(readFileSync(join(folder, 'left'), 'utf8'))
  try {
    writeFileSync(join(folder, 'entry'), `${pid} ${processInfo(pid)?.start}\n`)
    await expect.poll(() => existsSync(join(folder, 'left')) && left()).toBeGreaterThan(0)
    expect(processInfo(left())?.session).not.toBe(pid)
    await kill(folder, 'no such marker')
    await expect.poll(() => [processInfo(pid), processInfo(left())]).toEqual([undefined, undefined])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
