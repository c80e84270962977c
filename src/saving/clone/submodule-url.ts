import { dirname } from 'node:path'
import { GitFailure } from '../../git/failure.ts'
import { printable } from '../../git/printable.ts'
import { parseRemote, type RemoteUrl } from '../../git/remote-url.ts'

/**
 * The repository that a .gitmodules names. A relative URL stays on its parent's host, or beside its parent on this
 * machine; no other path is taken, because a repository must not choose which folders of the machine an agent sees.
 */
export function submoduleRemote(parent: RemoteUrl, url: string): RemoteUrl {
  if (!/^\.\.?\//.test(url)) return parseRemote(url, false)
  const remote = parseRemote(resolved(parent.url, url), parent.transport === 'file')
  const beside = parent.transport !== 'file' || remote.url.startsWith(`${dirname(parent.url)}/`)
  if (remote.host === parent.host && remote.transport === parent.transport && beside) return remote
  throw new GitFailure('spec', `the submodule's URL ${printable(url)} leads away from ${parent.shown}`, {
    hint: 'set submodules to false to work on the repository alone',
  })
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
