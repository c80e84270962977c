import { z } from 'zod'
import type { Access } from '../../git/access/access.ts'
import { explain } from '../../git/explain.ts'
import { GitFailure } from '../../git/failure.ts'
import { sanitizeLine } from '../../text/sanitize.ts'
import type { RemoteUrl } from '../../git/remote-url.ts'
import { runSsh } from '../../git/access/run-ssh.ts'
import type { Api } from './batch.ts'
import { withoutLfs } from './endpoint.ts'

const responseSchema = z.object({ href: z.string(), header: z.record(z.string(), z.string()).nullish() })

/** Asks an ssh remote where its LFS server is and what to say there (git-lfs, docs/api/authentication.md). */
export async function sshApi(access: Access, remote: RemoteUrl): Promise<Api> {
  const result = await runSsh(access, remote, ['git-lfs-authenticate', '%', 'download'])
  if (result.status !== 0) throw failure(result, remote)
  const { data } = responseSchema.safeParse(jsonIn(result.stdout.toString('utf8')))
  const href = data && URL.canParse(data.href) ? new URL(data.href) : undefined
  const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/
  if (href === undefined || !(href.protocol === 'https:' || loopback.test(href.hostname)))
    throw new GitFailure('unknown', `git-lfs-authenticate at ${remote.host} names no https URL`)
  const headers = Object.entries(data?.header ?? {}).map(([name, value]) => [name.toLowerCase(), value])
  return { url: batchUrl(href.href), headers: Object.fromEntries(headers) as Record<string, string> }
}

export function batchUrl(server: string): URL {
  return new URL(`${server.replace(/\/+$/, '')}/objects/batch`)
}

function failure(result: Awaited<ReturnType<typeof runSsh>>, remote: RemoteUrl): GitFailure {
  const known = explain(result, remote)
  if (known.kind !== 'unknown') return known
  const said = sanitizeLine(result.stderr.trim().split('\n').at(-1) ?? '', 160)
  return new GitFailure('spec', `${remote.host} has no LFS server for ${remote.shown} (${said})`, {
    hint: `name one by an https URL in .lfsconfig of the base branch, ${withoutLfs}`,
  })
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
