import type { Readable } from 'node:stream'

/** Body as text, up to a number of bytes. A body that was cut off rejects. */
export async function readBody(stream: Readable, most: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length
    // Leaving the loop ends the connection.
    if (size > most) throw new Error(`it sent more than ${Math.round(most / 1024 / 1024)} MiB`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size).toString('utf8')
}
