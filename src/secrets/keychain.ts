/** The Keychain of macOS, in which agents may keep their logins there. */
import { execFile } from 'node:child_process'
import { GastownError } from '../errors.ts'

export interface KeychainAsking {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
}

/** Undefined where the Keychain has no such item. macOS may ask the user first. */
export async function readKeychain(item: string, { env, signal }: KeychainAsking): Promise<string | undefined> {
  const argv = ['find-generic-password', '-s', item, '-w']
  const { status, stdout } = await run(argv, { PATH: env.PATH, HOME: env.HOME }, signal)
  // errSecItemNotFound, as security ends with it.
  if (status === 44 || status === 'ENOENT') return undefined
  if (status !== 0)
    throw new GastownError('denied', 'the Keychain did not give the login', {
      hints: ['Unlock it with: security unlock-keychain', 'Or choose another source with --from or --from-file.'],
    })
  // A value that is no plain text comes in hex.
  return /^([0-9a-f]{2})+\s*$/.test(stdout) ? Buffer.from(stdout.trim(), 'hex').toString('utf8') : stdout
}

function run(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<{ status: number | string; stdout: string }> {
  return new Promise((resolve, reject) => {
    execFile('security', argv, { env, signal, maxBuffer: 1024 * 1024 }, (error, stdout) => {
      if (signal.aborted) reject(signal.reason as Error)
      // The error's own message is of no use and may hold what it printed.
      else resolve({ status: error === null ? 0 : (error.code ?? 1), stdout })
    })
  })
}
