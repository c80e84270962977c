/** The stand-in for Anthropic's service, as a process: what it was asked is in its log. */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../fixtures/fake-llm/fake-anthropic.mjs', import.meta.url))

export interface FakeAnthropic {
  readonly url: string
  /** Requests for messages so far. */
  requests(): { readonly url: string; readonly xkey?: string; readonly model?: string }[]
  close(): Promise<void>
}

export interface FakeOptions {
  readonly folder: string
  readonly port: number
  readonly mode?: string
  readonly address?: string
  /** Words before the server's command, such as a program that enters another network. */
  readonly prefix?: readonly string[]
}

export async function serveAnthropic(options: FakeOptions): Promise<FakeAnthropic> {
  const { folder, port, mode = 'ok', address = '127.0.0.1', prefix = [] } = options
  const log = join(folder, `anthropic-${port}.ndjson`)
  const settings = { PORT: port, HOST: address, MODE: mode, LOG: log, REPO: '/workspace/repo', LIFE_MS: 900_000 }
  const words = Object.entries(settings).map(([name, value]) => `${name}=${value}`)
  const command = [...prefix, 'env', ...words, process.execPath, program]
  const server: ChildProcess = spawn(command[0] as string, command.slice(1), { stdio: 'ignore' })
  const lines = () =>
    existsSync(log)
      ? readFileSync(log, 'utf8')
          .split('\n')
          // What stands after the last line end is being written.
          .slice(0, -1)
          .map((line) => JSON.parse(line) as { listening?: number; url: string; xkey?: string; model?: string })
      : []
  while (!lines().some(({ listening }) => listening !== undefined)) {
    if (server.exitCode !== null) throw new Error(`the stand-in ended with ${server.exitCode}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return {
    url: `http://${address}:${port}`,
    requests: () => lines().filter(({ url }) => url?.startsWith('/v1/messages')),
    async close() {
      if (server.exitCode !== null) return
      const ended = new Promise((resolve) => server.once('exit', resolve))
      server.kill('SIGTERM')
      await ended
    },
  }
}
