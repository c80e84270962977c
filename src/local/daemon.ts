/** The daemon's program: `daemon.js FOLDER [PORT]`. Tells the command that started it how that went through file 3. */
import { closeSync, writeSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { messageOf } from '../errors.ts'
import type { ProcessId } from '../kubelet/run/process-id.ts'
import { endSignals } from './daemon/end-signals.ts'
import { closeInheritedFiles } from './daemon/inherited-files.ts'
import { takeLock } from './lock.ts'
import { pathsIn, type LocalPaths } from './paths.ts'
import { failure, type Report } from './report.ts'

const reportFile = 3
const settledMs = 3000
let told = false

// On a full disk the log is lost, and nothing else.
process.stdout.on('error', () => {})

process.exitCode = await main(process.argv.slice(2))

async function main([home, port]: readonly string[]): Promise<number> {
  if (home === undefined) {
    process.stderr.write('usage: daemon.js FOLDER [PORT]\n')
    return 2
  }
  try {
    closeInheritedFiles([reportFile])
    await run(pathsIn(home), port === undefined ? undefined : Number(port))
    return 0
  } catch (error) {
    notice(`cannot continue: ${messageOf(error)}`)
    tell(failure(error))
    return 1
  }
}

async function run(paths: LocalPaths, port: number | undefined): Promise<void> {
  // Who holds the lock gets signals.
  const signals = endSignals()
  const lock = takeLock(paths.lock)
  if (!lock.taken) return tell({ type: 'held' })
  const notices: string[] = []
  if (lock.replaced !== undefined)
    notices.push(`The last daemon${who(lock.replaced)} did not stop properly; what it ran is taken over.`)
  for (const line of notices) notice(line)
  try {
    const { serve } = await import('./daemon/serve.ts')
    await serve({
      paths,
      port,
      env: process.env,
      signals,
      ready(more) {
        tell({ type: 'ready', notices: [...notices, ...more] })
        // The next start finds what this one compiled, also where it does not end by itself.
        setTimeout(flushCompileCache, settledMs).unref()
      },
      notice,
    })
  } finally {
    lock.unlock()
    signals.dispose()
  }
  notice('ended')
}

/** A lock that a power cut left empty names no process. */
function who({ pid }: ProcessId): string {
  return pid === 0 ? '' : ` (process ${pid})`
}

function notice(line: string): void {
  process.stdout.write(`${new Date().toISOString()} ${line}\n`)
}

function tell(report: Report): void {
  if (told) return
  told = true
  writeSync(reportFile, JSON.stringify(report))
  closeSync(reportFile)
}
