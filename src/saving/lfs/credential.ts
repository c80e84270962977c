import { helperFailure } from '../../git/access/limit-helpers.ts'
import { runGit } from '../../git/run.ts'

/**
 * The header for a web server, from git's own credential helpers: they are set up for the repository's host alone, and
 * this is asked for no other. Undefined where there is none.
 */
export async function credentialFor(
  url: URL,
  env: Readonly<Record<string, string>>,
): Promise<{ authorization: string } | undefined> {
  const input = `protocol=${url.protocol.slice(0, -1)}\nhost=${url.host}\npath=${url.pathname.slice(1)}\n\n`
  const { status, stdout, stderr } = await runGit(['credential', 'fill'], { env, input, timeoutMs: 60_000 })
  const failure = helperFailure(stderr, url.host)
  if (failure !== undefined) throw failure
  if (status !== 0) return undefined
  const lines = stdout.toString('utf8').split('\n')
  const value = (name: string): string => lines.find((line) => line.startsWith(name))?.slice(name.length) ?? ''
  const pair = `${value('username=')}:${value('password=')}`
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}
