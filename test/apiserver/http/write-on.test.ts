import { createServer, type ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { writeOn } from '../../../src/apiserver/http/write-on.ts'

const megabyte = Buffer.alloc(1024 * 1024)

/** An answer to a client that has not read anything yet. */
async function anAnswer(): Promise<{ response: ServerResponse; client: Socket }> {
  let client: Socket | undefined
  const response = await new Promise<ServerResponse>((resolve) => {
    const server = createServer((_, response) => resolve(response)).listen(0, '127.0.0.1', () => {
      client = connect((server.address() as AddressInfo).port, '127.0.0.1')
      client.pause().write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    })
    onTestFinished(() => {
      client?.destroy()
      server.close()
    })
  })
  if (!client) throw new Error('no client')
  return { response, client }
}

async function fill(response: ServerResponse, patience: number, signal?: AbortSignal): Promise<boolean> {
  for (let megabytes = 0; megabytes < 200; megabytes++) {
    if (!(await writeOn(response, megabyte, signal, patience))) return false
  }
  return true
}

test('waits for a slow reader, and holds only what was written last', async () => {
  const { response, client } = await anAnswer()
  const filled = fill(response, 10_000)
  await expect.poll(() => response.writableNeedDrain).toBe(true)
  expect(response.writableLength).toBeLessThan(3 * megabyte.length)
  client.resume()
  expect(await filled).toBe(true)
})

test('cuts a reader off who takes nothing', async () => {
  const { response } = await anAnswer()
  expect(await fill(response, 50)).toBe(false)
  expect(response.destroyed).toBe(true)
  expect(await writeOn(response, 'more')).toBe(false)
})

test('stops when the client is gone, or at the signal', async () => {
  const one = await anAnswer()
  const filled = fill(one.response, 10_000)
  one.client.destroy()
  expect(await filled).toBe(false)
  const other = await anAnswer()
  const ending = new AbortController()
  const stopped = fill(other.response, 10_000, ending.signal)
  ending.abort()
  expect(await stopped).toBe(false)
  expect(other.response.destroyed).toBe(false)
})
