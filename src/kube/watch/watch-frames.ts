import type { IncomingMessage } from 'node:http'
import { LineSplitter } from '../log/line-splitter.ts'
import type { KubeObject } from '../resources.ts'
import type { V1Status } from '../wire.ts'

export type Frame =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; readonly object: KubeObject }
  | { readonly type: 'ERROR'; readonly object: V1Status }

/** etcd takes no object of more than 1.5 MB; written out it may be a few times as long. */
const longestFrame = 32 * 1024 * 1024

/** What the server sends, until it ends or is silent for too long. A connection that broke throws. */
export async function* watchFrames(stream: IncomingMessage, idleMs: number): AsyncGenerator<Frame> {
  const splitter = new LineSplitter(longestFrame)
  let silent = false
  const silence = setTimeout(() => {
    silent = true
    stream.destroy()
  }, idleMs)
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      silence.refresh()
      for (const { lines, cut } of splitter.push(chunk)) {
        if (cut) throw new Error('the server sent an event that is too long')
        for (const line of lines) if (line !== '') yield parseFrame(line)
      }
    }
  } catch (error) {
    if (!silent) throw error
  } finally {
    clearTimeout(silence)
    stream.destroy()
  }
}

function parseFrame(line: string): Frame {
  const frame = parse(line)
  if (typeof frame === 'object' && frame !== null && 'type' in frame && 'object' in frame) {
    const { type, object } = frame
    if (types.has(type) && typeof object === 'object' && object !== null) return frame as Frame
  }
  throw new Error('the server sent something that is not a watch event')
}

const types = new Set<unknown>(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR'])

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
