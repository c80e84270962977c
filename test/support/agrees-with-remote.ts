import { expect } from 'vitest'
import type { PolecatStatus } from '../../src/polecat/status.ts'
import { git } from './attempt-folder.ts'

export interface Place {
  /** The bare repository, as a folder on this machine. */
  readonly remote: string
  /** The work branch's full name. */
  readonly branch: string
  /** What refs of the attempt begin with. */
  readonly rescuePrefix: string
}

/** Nothing that a finished polecat's status claims is false: asked of the remote by git, without any code of ours. */
export function agreesWithRemote({ result, message = '', reason, conditions }: PolecatStatus, place: Place): void {
  const { remote, branch, rescuePrefix } = place
  const lines = git('/', 'ls-remote', remote).split('\n')
  const refs = Object.fromEntries(lines.map((line) => line.split('\t').toReversed() as [string, string]))
  expect([undefined, refs[branch]]).toContain(result?.commit)
  const named = result?.rescueRefs ?? []
  const more = Number(/^and (\d+) more$/.exec(named.at(-1) ?? '')?.[1] ?? 0)
  for (const ref of more > 0 ? named.slice(0, -1) : named) expect(refs).toHaveProperty([ref])
  for (const [ref] of message.matchAll(/(?<=saved at )refs\/\S+?(?=[;,]|$)/g)) expect(refs).toHaveProperty([ref])
  for (const [, count, commit, name] of message.matchAll(/pushed (\d+) commits? \(([0-9a-f]{7})\) to ([^\s;]+)/g)) {
    expect(branch).toBe(`refs/heads/${name}`)
    expect(refs[branch]?.slice(0, 7)).toBe(commit)
    expect(git(remote, 'rev-list', '--count', branch, '^refs/heads/main')).toBe(count)
  }
  const ours = Object.keys(refs).filter((ref) => ref.startsWith(`${rescuePrefix}/`))
  if (more > 0) expect(ours).toHaveLength(named.length - 1 + more)
  else expect(ours.toSorted()).toEqual(named.toSorted())
  const savedAll = result === undefined || result.saved === 'saved' || result.saved === 'rescued'
  expect(conditions?.find(({ type }) => type === 'WorkSaved')?.status).toBe(savedAll ? 'True' : 'False')
  if (reason === 'Pushed') expect(result?.commit).toBeDefined()
  if (reason === 'PushRejected') expect(result?.commit).toBeUndefined()
  if (result?.saved === 'failed') expect(['PushFailed', 'Evicted', 'NodeLost', 'PodDeleted']).toContain(reason)
}
