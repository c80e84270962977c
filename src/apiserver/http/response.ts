/** Replies, and how they are written. */
import type { ServerResponse } from 'node:http'
import { GastownError, messageOf } from '../../errors.ts'
import { ApiFailure, BadPath, PageNotFound, type Status } from '../failure.ts'
import { json, type Media } from './media.ts'
import { endWith, writeOn } from './write-on.ts'

export interface Reply {
  readonly code: number
  /** JSON text, or what becomes it. */
  readonly body?: string | object
  /** JSON text in pieces, instead of a body. */
  readonly pieces?: Iterable<string>
  readonly media?: Media
  /** Shown by kubectl; never a reason to fail. */
  readonly warnings?: readonly string[]
}

export async function send(response: ServerResponse, reply: Reply): Promise<void> {
  const { code, media = json } = reply
  for (const warning of reply.warnings ?? []) {
    response.appendHeader('Warning', `299 - ${JSON.stringify(warning).replaceAll(/[^\x20-\x7e]/g, '?')}`)
  }
  const pieces = piecesOf(reply)
  if (media.yaml) {
    const { stringify } = await import('yaml')
    return sendText(response, code, stringify(JSON.parse([...pieces].join(''))), media.contentType)
  }
  return sendPieces(response, code, pieces, media.contentType)
}

function piecesOf({ pieces, body }: Reply): Iterable<string> {
  if (pieces) return pieces
  return [typeof body === 'string' ? body : JSON.stringify(body)]
}

/** One piece goes out with its length; several as fast as the client takes them. */
async function sendPieces(
  response: ServerResponse,
  code: number,
  pieces: Iterable<string>,
  contentType: string,
): Promise<void> {
  let last: string | undefined
  for (const piece of pieces) {
    if (last !== undefined) {
      if (!response.headersSent) response.writeHead(code, headersOf(contentType))
      if (!(await writeOn(response, last))) return
    }
    last = piece
  }
  if (response.headersSent) response.end(last)
  else sendText(response, code, last ?? '', contentType)
}

export function sendText(
  response: ServerResponse,
  code: number,
  text: string,
  contentType = 'text/plain; charset=utf-8',
): void {
  const body = Buffer.from(text)
  response.writeHead(code, { ...headersOf(contentType), 'Content-Length': body.length })
  endWith(response, body)
}

function headersOf(contentType: string): Record<string, string> {
  return { 'Content-Type': contentType, 'Cache-Control': 'no-cache, private', 'X-Content-Type-Options': 'nosniff' }
}

export function sendFailure(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  if (error instanceof PageNotFound) return sendText(response, 404, '404 page not found\n')
  if (error instanceof BadPath) return sendText(response, 400, '400 Bad Request')
  const status = statusOf(error)
  // A body that is too large is not read to its end; who is not let in does not keep a connection.
  if ([401, 403, 413].includes(status.code ?? 0)) response.setHeader('Connection', 'close')
  if (status.details?.retryAfterSeconds) response.setHeader('Retry-After', status.details.retryAfterSeconds)
  sendText(response, status.code ?? 500, JSON.stringify(status), 'application/json')
}

const reasons = {
  'not-found': [404, 'NotFound'],
  invalid: [400, 'BadRequest'],
  denied: [403, 'Forbidden'],
  conflict: [409, 'Conflict'],
  unreachable: [503, 'ServiceUnavailable'],
  // As RFC 4918 has it; Kubernetes knows no code for it.
  'no-space': [507, 'InsufficientStorage'],
} as const

/** Any thrown value as a Status. */
export function statusOf(error: unknown): Status {
  if (error instanceof ApiFailure) return error.status
  if (error instanceof GastownError && error.kind in reasons) {
    const [code, reason] = reasons[error.kind as keyof typeof reasons]
    return new ApiFailure(code, reason, error.message).status
  }
  return new ApiFailure(500, 'InternalError', `Internal error occurred: ${messageOf(error)}`).status
}
