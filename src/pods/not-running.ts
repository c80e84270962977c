/** What a server says of a container that does not run, in the words of polecats. */
import { type Context, namespacedClient } from '../context.ts'
import { GastownError } from '../errors.ts'
import { isFinished } from '../outcome/reasons.ts'
import { agentStarted } from '../polecat/agent-started.ts'
import type { Polecat } from '../polecat/schema.ts'
import { findPolecat } from '../polecats/find-polecats.ts'
import { podGone } from './agent-pod.ts'

/** Why there is no log to read; other errors as they are. */
export async function noLog(context: Context, name: string, error: unknown, attempt?: number): Promise<unknown> {
  if (!(error instanceof GastownError)) return error
  if (error.kind === 'not-found') return podGone(name, error, attempt)
  // The status says nothing of an earlier attempt.
  if (error.kind !== 'invalid' || attempt !== undefined) return error
  const polecat = await find(context, name)
  if (agentStarted(polecat)) return error
  const hint = `See the log of the clone with: gastown logs ${name} -c git-clone`
  if (isFinished(polecat.status?.phase)) return neverStarted(polecat, error, [hint])
  const words = `the agent of ${name} has not started yet`
  return new GastownError('not-found', words, {
    cause: error,
    hints: [`Wait for it with: gastown logs ${name} -f`, hint],
  })
}

/** Why nothing can be run there; other errors as they are. */
export async function noExec(context: Context, name: string, error: unknown): Promise<unknown> {
  if (!(error instanceof GastownError)) return error
  if (error.kind === 'not-found') return podGone(name, error)
  if (error.kind !== 'invalid') return error
  const polecat = await find(context, name)
  if (isFinished(polecat.status?.phase)) {
    const hints = [`See what it did with: gastown describe ${name}`, `Start a new attempt with: gastown retry ${name}`]
    return new GastownError('not-found', `${name} has ended, so nothing runs in its pod`, { cause: error, hints })
  }
  if (agentStarted(polecat)) return error
  const hints = [`Wait for it with: gastown wait ${name} --for started`]
  return new GastownError('not-found', `the agent of ${name} has not started yet`, { cause: error, hints })
}

async function find(context: Context, name: string): Promise<Polecat> {
  const { client, namespace, signal } = await namespacedClient(context)
  return findPolecat(client, name, { namespace, signal })
}

function neverStarted({ metadata, status }: Polecat, cause: unknown, hints: readonly string[]): GastownError {
  const why = [status?.reason, status?.message].filter(Boolean).join(': ')
  return new GastownError('not-found', `the agent of ${metadata.name} never started: ${why}`, { cause, hints })
}
