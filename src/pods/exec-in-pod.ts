import type { Context } from '../context.ts'
import { invalid } from '../errors.ts'
import { isProgramMissing } from '../kube/exec/exec-status.ts'
import { agentPod } from './agent-pod.ts'
import { noExec } from './not-running.ts'
import { terminalSizes } from './terminal-sizes.ts'

export interface Exec {
  readonly command: readonly string[]
  readonly container: string
  readonly stdin: boolean
  readonly tty: boolean
}

/** As shells have it. */
const programMissing = 127

/** Runs a command in a polecat's pod; gives its exit status. */
export async function execInPod(
  context: Context,
  name: string,
  { command, container, stdin, tty }: Exec,
): Promise<number> {
  if (command.length === 0)
    throw invalid('no command given', [{ field: '--', message: 'expected a command after --, such as -- sh' }])
  const { streams, signal } = context
  if (tty && streams.stdin.isTTY !== true)
    throw invalid('stdin is not a terminal', [{ field: '--tty', message: 'expected stdin to be a terminal' }])
  const { pod } = await agentPod(context, name, { wait: false })
  const client = await context.client()
  const request = {
    container,
    command,
    tty,
    signal,
    stdin: stdin ? streams.stdin : undefined,
    stdout: streams.stdout as NodeJS.WritableStream,
    stderr: tty ? undefined : (streams.stderr as NodeJS.WritableStream),
    sizes: tty ? terminalSizes(streams.stdout, signal) : undefined,
  }
  const raw = tty && stdin ? (streams.stdin as NodeJS.ReadStream) : undefined
  raw?.setRawMode(true)
  try {
    return await client.exec(pod, await context.workerNamespace(), request)
  } catch (error) {
    if (isProgramMissing(error)) {
      context.notice(error.message)
      return programMissing
    }
    throw await noExec(context, name, error)
  } finally {
    raw?.setRawMode(false)
    if (stdin) streams.stdin.pause()
  }
}
