import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { launcher } from '../test/support/story.ts'
import type { BusyFleet } from './busy-fleet.ts'
import type { Figure } from './figure.ts'
import { median, percentile, round, usageOf } from './measure.ts'
import { openPseudoTerminal, type PseudoTerminal } from './pseudo-terminal.ts'

const seconds = 30
const keys = 200
const screen = { columns: 120, rows: 40 }

/** `gastown status` of 1,000 polecats with 20 changes a second, on a pseudo-terminal. */
export async function* views(): AsyncGenerator<Figure> {
  yield* view('changes all over', 1000)
  yield* view('changes all on the screen', screen.rows - 6)
}

async function* view(what: string, changing: number): AsyncGenerator<Figure> {
  const folder = await mkdtemp(join(tmpdir(), 'gastown-views-'))
  const workerData: BusyFleet = { folder, changing }
  const worker = new Worker(new URL('busy-fleet.ts', import.meta.url), { workerData })
  try {
    await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
    const env = { PATH: process.env['PATH'], HOME: folder, TERM: 'xterm-256color' }
    const command = [process.execPath, launcher, 'status', '-w', '--kubeconfig', join(folder, 'kubeconfig')]
    const terminal = openPseudoTerminal(command, { folder, env, ...screen })
    try {
      yield* measured(terminal, `status, ${what}`)
    } finally {
      await terminal.close()
    }
  } finally {
    await worker.terminate()
    await rm(folder, { recursive: true, force: true })
  }
}

async function* measured(terminal: PseudoTerminal, what: string): AsyncGenerator<Figure> {
  await terminal.shows(/1000 polecats/)
  await sleep(5000)
  const before = usageOf(terminal.pid())
  await sleep(seconds * 1000)
  const { cpuMs } = usageOf(terminal.pid())
  const share = (cpuMs - before.cpuMs) / (seconds * 1000)
  yield { what: `${what}: CPU`, ours: round(share * 100, 1), unit: '% of a core', goal: '10 %' }
  const times: number[] = []
  for (let turn = 0; turn < keys; turn++) {
    // Not in step with the frames that changes cause.
    await sleep(50 + Math.random() * 100)
    // To the last and to the first: all lines are new, the selected one's mark too.
    times.push(await terminal.timed(turn % 2 === 0 ? 'G' : 'g', /›/))
  }
  yield { what: `${what}: key to frame, median`, ours: round(median(times)), unit: 'ms' }
  yield { what: `${what}: key to frame, p99`, ours: round(percentile(times, 0.99)), unit: 'ms', goal: '50 ms' }
  yield { what: `${what}: resident`, ours: usageOf(terminal.pid()).residentMB, unit: 'MB', goal: '200 MB' }
}
