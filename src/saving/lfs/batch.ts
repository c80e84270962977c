/** The one question of the LFS protocol: where contents can be fetched (git-lfs, docs/api/batch.md). */
import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import { GitFailure } from '../../git/failure.ts'
import type { LfsObject } from './pointer.ts'
import { refusal } from './refusal.ts'
import { unreachable, type Web } from './web.ts'

/** Where to ask, and what with. */
export interface Api {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
}

const action = z.object({
  href: z.string(),
  header: z.record(z.string(), z.string()).nullish(),
})
export type DownloadAction = z.infer<typeof action>

const responseSchema = z.object({
  transfer: z.string().nullish(),
  objects: z.array(
    z.object({
      oid: z.string(),
      actions: z.object({ download: action.optional() }).nullish(),
      error: z.object({ code: z.number(), message: z.string().nullish() }).nullish(),
    }),
  ),
})

const mostBytes = 8 * 1024 * 1024
const mediaType = 'application/vnd.git-lfs+json'

/** By object; those that the server does not have are not among them. */
export async function askBatch(
  web: Web,
  api: Api,
  objects: readonly LfsObject[],
  signal: AbortSignal,
): Promise<Map<string, DownloadAction>> {
  const { url, headers } = api
  const body = JSON.stringify({
    operation: 'download',
    transfers: ['basic'],
    objects: objects.map(({ oid, size }) => ({ oid, size })),
    hash_algo: 'sha256',
  })
  const own = { accept: mediaType, 'content-type': mediaType, 'content-length': String(Buffer.byteLength(body)) }
  const response = await web.send({ method: 'POST', url, headers: { ...headers, ...own }, body }, signal)
  const text = await textOf(response, url)
  const status = response.statusCode ?? 0
  const refused = { host: url.host, authorized: 'authorization' in headers }
  if (status !== 200) throw refusal({ ...refused, status, message: messageIn(text) })
  const found = new Map<string, DownloadAction>()
  const wanted = new Set(objects.map(({ oid }) => oid))
  for (const { oid, actions, error } of parsed(text, url)) {
    if (!wanted.has(oid) || missing.includes(error?.code ?? 0)) continue
    if (error) throw refusal({ ...refused, status: error.code, message: error.message ?? '' })
    if (actions?.download !== undefined) found.set(oid, actions.download)
  }
  return found
}

/** Not there, gone, and not there in this size. */
const missing = [404, 410, 422]

function parsed(text: string, { host }: URL): z.infer<typeof responseSchema>['objects'] {
  const { success, data } = responseSchema.safeParse(jsonIn(text))
  if (!success) throw new GitFailure('unknown', `the LFS server ${host} sent an invalid LFS response`)
  if (data.transfer && data.transfer !== 'basic')
    throw new GitFailure('unknown', `the LFS server ${host} offers only a transfer that gastown does not know`)
  return data.objects
}

function messageIn(text: string): string {
  const { data } = z.object({ message: z.string() }).safeParse(jsonIn(text))
  return data?.message ?? ''
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function textOf(response: IncomingMessage, url: URL): Promise<string> {
  const pieces: Buffer[] = []
  let length = 0
  try {
    for await (const piece of response as AsyncIterable<Buffer>) {
      length += piece.length
      if (length > mostBytes) throw new GitFailure('unknown', `the LFS server ${url.host} sent a response without end`)
      pieces.push(piece)
    }
  } catch (error) {
    throw error instanceof GitFailure ? error : unreachable(url, error)
  }
  return Buffer.concat(pieces).toString('utf8')
}
