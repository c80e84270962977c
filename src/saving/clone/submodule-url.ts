import { dirname } from 'node:path'
import { GitFailure } from '../../git/failure.ts'
import { sanitizeLine } from '../../text/sanitize.ts'
import { parseRemote, type RemoteUrl } from '../../git/remote-url.ts'
import { repositoryProblem } from '../../polecat/repository-url.ts'
import type { Submodule } from './submodule-list.ts'

/**
 * The repository that a .gitmodules names. A relative URL stays on its parent's host, or beside its parent on this
 * machine; no other path is taken, because a repository must not choose which folders of the machine an agent sees.
 */
export function submoduleRemote(parent: RemoteUrl, { url, path }: Pick<Submodule, 'url' | 'path'>): RemoteUrl {
  const isRelative = /^\.\.?\//.test(url)
  const whole = isRelative ? resolved(parent.url, url) : url
  const local = isRelative && parent.transport === 'file'
  const problem = problemOf(whole, local)
  if (problem !== undefined)
    throw new GitFailure('spec', `the URL of the submodule ${sanitizeLine(path)} ${problem}`, {
      hint: 'correct it in .gitmodules on the base branch, or set submodules to false to work on the repository alone',
    })
  const remote = parseRemote(whole, local)
  if (!isRelative) return remote
  const beside = parent.transport !== 'file' || remote.url.startsWith(`${dirname(parent.url)}/`)
  if (remote.host === parent.host && remote.transport === parent.transport && beside) return remote
  throw new GitFailure('spec', `the URL of the submodule ${sanitizeLine(path)} leads away from ${parent.shown}`, {
    hint: 'set submodules to false to work on the repository alone',
  })
}

function problemOf(url: string, local: boolean): string | undefined {
  const isPath = url.startsWith('/') || /^file:/i.test(url)
  if (isPath && !local) return 'is a path of the machine: expected one that begins with ../, or ssh or https'
  return repositoryProblem(url, { local })
}

function resolved(parent: string, url: string): string {
  let base = parent.replace(/\/+$/, '')
  let rest = url
  for (;;) {
    if (rest.startsWith('./')) rest = rest.slice(2)
    else if (rest.startsWith('../')) {
      rest = rest.slice(3)
      // In `host:path` the colon stays.
      const cut = Math.max(base.lastIndexOf('/'), base.lastIndexOf(':') + 1)
      base = base.slice(0, cut)
    } else break
  }
  return base.endsWith(':') && !base.includes('/') ? `${base}${rest}` : `${base}/${rest}`
}
