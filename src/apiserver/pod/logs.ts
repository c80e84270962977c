import type { ServerResponse } from 'node:http'
import type { Cluster } from '../cluster.ts'
import { writeOn } from '../http/write-on.ts'
import { chooseContainer } from './container-choice.ts'
import { logOptions } from './log-options.ts'

/** How long an answer waits for the first bytes, so that an error can still be told as one. */
const firstBytesMs = 100

/** Streams a container's log; a failure in mid-stream breaks the connection off, so that nobody takes a part for the whole. */
export async function sendLogs(
  cluster: Cluster,
  namespace: string,
  name: string,
  query: URLSearchParams,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController()
  const signal = AbortSignal.any([gone.signal, cluster.signal])
  const options = logOptions(query, name, signal)
  if (options.follow) cluster.streams.open(response)
  const { agent, pod, container } = chooseContainer(cluster, namespace, name, query.get('container') ?? '')
  response.once('close', () => gone.abort())
  const chunks = agent.logs(pod, container, options)[Symbol.asyncIterator]()
  try {
    const first = chunks.next()
    const late = await Promise.race([first.then(() => false), delay(firstBytesMs)])
    response.writeHead(200, { 'Content-Type': 'text/plain', 'Cache-Control': 'no-cache, private' })
    if (late) response.flushHeaders()
    for (let chunk = await first; !chunk.done && !signal.aborted; chunk = await chunks.next()) {
      await writeOn(response, chunk.value, signal)
    }
    if (cluster.signal.aborted) response.destroy()
    else response.end()
  } finally {
    await chunks.return?.()
  }
}

function delay(milliseconds: number): Promise<true> {
  return new Promise((resolve) => setTimeout(() => resolve(true), milliseconds).unref())
}
