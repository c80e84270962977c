/** The command line's entry, called by bin/run.js: runs one command and turns whatever it throws into words and an exit code. */
import { forOclif } from './oclif/arguments.ts'
import { runCommand } from './oclif/run-command.ts'
import { reportError } from './command-line/report-error.ts'
import { installation } from './installation.ts'
import { processRuntime, stopOnSignals } from './process-runtime.ts'
import { withRuntime } from './oclif/config-runtime.ts'
import type { ConnectionFlags } from './runtime.ts'
import type { Streams } from './terminal.ts'

export async function main(
  argv: readonly string[],
  passthroughArgs: readonly string[] | undefined,
  streams: Streams = process,
): Promise<number> {
  const stop = stopOnSignals(streams)
  const closers: (() => void)[] = []
  let place: ConnectionFlags = {}
  try {
    const runtime = processRuntime({
      streams,
      passthroughArgs,
      signal: stop.signal,
      onEnd: (close) => closers.push(close),
      onConnectionFlags: (told) => (place = told),
    })
    const code = await runCommand(forOclif(argv), withRuntime({ root: installation().root }, runtime))
    await stop.written()
    return code
  } catch (thrown) {
    if (stop.readerIsGone()) return 0
    const error = await stop.written().then(
      () => thrown,
      (unwritten: unknown) => unwritten,
    )
    return reportError(error, { stderr: streams.stderr, env: process.env, argv, signal: stop.signal, place })
  } finally {
    stop.dispose()
    for (const close of closers) close()
    // oclif sets it for every error; the caller sets ours.
    process.exitCode = undefined
  }
}
