/**
 * oclif runs commands here, and each workaround against it has a file of its own and a test (test/oclif). Read against
 * `@oclif/core` 5.1; where that changes, look at each:
 * - `run-command.ts`, `quick-command.ts`: the usual command is run by its `_run()`, past oclif's dispatcher, which reads its
 *   configuration, every plugin and the manifest first and takes longer than listing polecats does. `dispatch.ts` leaves
 *   help and whatever else is unusual to it.
 * - `arguments.ts`, `escape-task-flag.ts`: a NUL before a task's text, because a value that looks like a flag is taken for
 *   that flag; and a value for `--dry-run`, because no flag has an optional one.
 * - `usage-error.ts`: errors told by `constructor.name`, because plugins bring an oclif of their own with other classes;
 *   some say what is missing in their message only.
 * - `config-runtime.ts`: a symbol in the options of a Config, because commands are made from copies of it.
 * - `error-listener.ts`: a listener found by its source text and removed, because it throws past every handler.
 * - `exit-code.ts`: exits of oclif's own are errors with a code; `process.exitCode` is set by it, and unset by main.ts.
 * - scripts/build.ts: plugins stay outside the bundle, because oclif finds them by package; lazy-requires.ts there loads
 *   its modules on first use.
 */
import { join } from 'node:path'
import { quickCommand, QuickConfig } from './quick-command.ts'

export async function runCommand(argv: string[], options: { readonly root: string }): Promise<number> {
  const quick = await quickCommand(argv, join(options.root, 'dist', 'commands'))
  if (quick !== undefined) return exitCodeOf(await new quick.Command(quick.argv, new QuickConfig(options))._run())
  const { dispatch } = await import('./dispatch.ts')
  return exitCodeOf(await dispatch(argv, options))
}

function exitCodeOf(result: unknown): number {
  return typeof result === 'number' ? result : 0
}
