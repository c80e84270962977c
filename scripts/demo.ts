/**
 * `npm run demo`: three polecats at work on this machine, on a repository behind a real git server, with scripted agents.
 * It drives the built program as a user would, and leaves nothing behind. `--json` prints the outcomes, `--keep` leaves
 * everything up until Ctrl-C.
 */
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { play } from './demo/play.ts'
import { report } from './demo/report.ts'
import { setStage } from './demo/stage.ts'

const flags = readFlags()
const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort())

try {
  process.exitCode = flags === undefined ? 2 : await demo(flags)
} catch (error) {
  if (stop.signal.aborted) process.stderr.write('Interrupted; everything is removed.\n')
  else process.stderr.write(`The demo failed: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = stop.signal.aborted ? 130 : 1
}

interface DemoFlags {
  readonly json?: boolean
  readonly keep?: boolean
}

function readFlags(): DemoFlags | undefined {
  try {
    return parseArgs({ options: { json: { type: 'boolean' }, keep: { type: 'boolean' } } }).values
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    process.stderr.write(`${why.split('.')[0]}.\nUsage: npm run demo [-- --json | --keep]\n`)
    return undefined
  }
}

async function demo(flags: DemoFlags): Promise<number> {
  const started = performance.now()
  const stage = await setStage(stop.signal)
  try {
    const live = !flags.json && process.stdout.isTTY && process.stdin.isTTY
    const { sandboxed, outcomes } = await play({
      stage,
      signal: stop.signal,
      interrupt: () => stop.abort(),
      live,
      tell,
    })
    const seconds = Math.round((performance.now() - started) / 100) / 10
    if (flags.json) process.stdout.write(`${JSON.stringify({ sandboxed, seconds, polecats: outcomes }, null, 2)}\n`)
    else for (const outcome of outcomes) process.stdout.write(`\n${report(outcome, process.stdout, flags.keep)}`)
    if (flags.keep) await keep(stage.env)
    else if (!flags.json)
      tell(`\n${seconds} s. Everything is removed now; \`npm run demo -- --keep\` keeps it up to look further.`)
    return outcomes.every(({ asExpected }) => asExpected) ? 0 : 1
  } finally {
    await stage.close()
  }
}

async function keep(env: Readonly<Record<string, string>>): Promise<void> {
  const words = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  process.stderr.write(`\nIn another terminal: export ${words.join(' ')}\nCtrl-C here removes everything.\n`)
  if (!stop.signal.aborted) await once(stop.signal, 'abort')
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`)
}
