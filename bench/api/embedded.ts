import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { memoryEnvironment, memoryOptions } from '../../src/local/memory.ts'
import { openTarget, type Target } from './target.ts'

export interface Embedded {
  readonly target: Target
  readonly pid: number
  close(): Promise<void>
}

/** The embedded server in a process of its own, with the daemon's options. Further options for it, such as --cpu-prof, come from GASTOWN_BENCH_NODE. */
export async function openEmbedded(): Promise<Embedded> {
  const folder = await mkdtemp(join(tmpdir(), 'gastown-bench-'))
  const options = (process.env['GASTOWN_BENCH_NODE'] ?? '').split(' ').filter((option) => option !== '')
  const program = fileURLToPath(new URL('serve.ts', import.meta.url))
  const child = spawn(process.execPath, [...memoryOptions, ...options, program, folder], {
    env: { ...process.env, ...memoryEnvironment },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const close = async () => {
    child.stdin.end()
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const target = await openTarget(JSON.parse(line) as string)
      return { target, pid: child.pid ?? 0, close: () => (target.close(), close()) }
    }
    throw new Error('the server ended before it could be measured')
  } catch (error) {
    await close()
    throw error
  }
}
