import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Polecat } from '../../src/polecat/schema.ts'
import { cast, type Part } from './cast.ts'
import type { Gastown } from './gastown.ts'
import { type Outcome, outcomeOf } from './outcome.ts'
import type { Stage } from './stage.ts'

export interface Play {
  readonly stage: Stage
  readonly signal: AbortSignal
  /** The user wants no more of it. */
  interrupt(): void
  /** Whether the program's live view can be shown. */
  readonly live: boolean
  tell(line: string): void
}

/** A rig, three polecats at once, and how each ended. */
export async function play(play: Play): Promise<{ sandboxed: boolean; outcomes: Outcome[] }> {
  const { stage, signal, live, tell } = play
  const { gastown } = stage
  // Without the signal: once it has begun there is something to take down.
  await gastown.must(['local', 'up'])
  signal.throwIfAborted()
  const sandboxed = await isSandboxed(gastown, signal)
  if (!sandboxed) tell('Without bubblewrap: these scripted agents run unsandboxed. Real ones need `--unsandboxed`.')
  await gastown.must(
    ['rig', 'create', 'demo', '--git-url', stage.url, '--prefix', 'demo', '--max-polecats', '3'],
    signal,
  )
  tell(`Three polecats on ${stage.url}:`)
  for (const { name, about } of cast) tell(`  ${name.padEnd(10)} ${about}`)
  await Promise.all(cast.map((part) => gastown.must(create(part, sandboxed), signal)))
  const exitCodes = live ? await watchLive(gastown, play) : await watchPlain(gastown, signal, tell)
  const outcomes: Outcome[] = []
  for (const [index, part] of cast.entries()) {
    const { stdout } = await gastown.must(['polecat', 'list', part.name, '-o', 'json'], signal)
    const seen = { part, polecat: JSON.parse(stdout) as Polecat, exitCode: exitCodes[index] ?? 1 }
    outcomes.push(await outcomeOf(seen, stage))
  }
  return { sandboxed, outcomes }
}

async function isSandboxed(gastown: Gastown, signal: AbortSignal): Promise<boolean> {
  const { stdout } = await gastown.must(['local', 'status', '-o', 'json'], signal)
  const status: unknown = JSON.parse(stdout)
  return typeof status === 'object' && status !== null && 'sandboxed' in status && status.sandboxed === true
}

function create({ name, task, script }: Part, sandboxed: boolean): string[] {
  const unsandboxed = sandboxed ? [] : ['--unsandboxed']
  const flags = ['--rig', 'demo', '--task', task, '--agent', 'custom', '--timeout', '2m', ...unsandboxed]
  return ['create', name, ...flags, '--', 'sh', '-ec', script]
}

function waitFor(gastown: Gastown, { name }: Part, signal: AbortSignal): Promise<number> {
  return gastown.run(['wait', name, '--timeout', '90s'], signal).then(({ code }) => code)
}

/** The program's own live view, which ends when all polecats have. */
async function watchLive(gastown: Gastown, { signal, interrupt }: Play): Promise<number[]> {
  const view = gastown.show(['status'])
  const ended = once(view, 'exit')
  let isOver = false
  // Its keys are the view's: Ctrl-C reaches nobody else.
  view.once('exit', (code) => {
    if (code === 130 && !isOver) interrupt()
  })
  try {
    const codes = await Promise.all(cast.map((part) => waitFor(gastown, part, signal)))
    await Promise.race([ended, sleep(3000, undefined, { signal })])
    return codes
  } finally {
    isOver = true
    // Its own way out restores the terminal.
    if (view.exitCode === null) view.kill('SIGINT')
    await Promise.race([ended, sleep(2000)])
    if (view.exitCode === null) view.kill('SIGKILL')
  }
}

async function watchPlain(gastown: Gastown, signal: AbortSignal, tell: Play['tell']): Promise<number[]> {
  return Promise.all(
    cast.map(async (part) => {
      const code = await waitFor(gastown, part, signal)
      tell(`  ${part.name.padEnd(10)} has ended (exit code ${code})`)
      return code
    }),
  )
}
