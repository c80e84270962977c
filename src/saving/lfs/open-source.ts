import type { Access } from '../../git/access/access.ts'
import { parseRemote, type RemoteUrl } from '../../git/remote-url.ts'
import { runGit } from '../../git/run.ts'
import type { Api } from './batch.ts'
import { credentialFor } from './credential.ts'
import { endpointOf } from './endpoint.ts'
import { folderSource, webSource, type Source } from './source.ts'
import { batchUrl, sshApi } from './ssh-api.ts'

/** `configured` is what .lfsconfig of the base commit names. */
export async function openSource(access: Access, configured: string | undefined): Promise<Source> {
  const endpoint = endpointOf(await rewritten(access), configured)
  switch (endpoint.kind) {
    case 'folder':
      return folderSource(endpoint.repository)
    case 'ssh':
      return await webSource(`https://${endpoint.remote.host}`, access.env, () => sshApi(access, endpoint.remote))
    case 'web': {
      const url = batchUrl(endpoint.url)
      const headers: Api['headers'] = (endpoint.trusted && (await credentialFor(url, access.env))) || {}
      return await webSource(url.href, access.env, async () => ({ url, headers }))
    }
  }
}

/** What the user's own git makes of the URL (url.<base>.insteadOf), where that has a say: paths too. */
async function rewritten({ remote, env }: Access): Promise<RemoteUrl> {
  const { stdout } = await runGit(['ls-remote', '--get-url', remote.url], { env, timeoutMs: 60_000 })
  const url = stdout.toString('utf8').trim()
  return url === '' || url === remote.url ? remote : parseRemote(url, true)
}
