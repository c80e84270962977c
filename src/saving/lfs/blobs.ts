import { linesOf } from '../../git/lines-of.ts'
import { askObjects, type Objects } from '../objects.ts'

/** So many are asked for in one go, and so much is read: what git prints is held as a whole. */
const mostAsked = 10_000
const mostBytes = 16 * 1024 * 1024

/** The contents of those blobs that are not longer than `most`, by name. */
export async function* smallBlobs(
  objects: Objects,
  names: Iterable<string>,
  most: number,
  signal?: AbortSignal,
): AsyncGenerator<readonly [name: string, content: Buffer]> {
  const asked = [...new Set(names)]
  for (let from = 0; from < asked.length; from += mostAsked) {
    const some = asked.slice(from, from + mostAsked)
    for (const batch of batches(await sizesOf(objects, some, signal), most)) yield* contentsOf(objects, batch, signal)
  }
}

async function sizesOf(objects: Objects, names: readonly string[], signal?: AbortSignal): Promise<[string, number][]> {
  const words = ['cat-file', '--batch-check=%(objectname) %(objecttype) %(objectsize)']
  const output = await askObjects(objects, words, { input: linesOf(names), signal })
  return output
    .toString('latin1')
    .split('\n')
    .map((line) => line.split(' '))
    .flatMap(([name = '', type, size]): [string, number][] => (type === 'blob' ? [[name, Number(size)]] : []))
}

function batches(sizes: readonly (readonly [string, number])[], most: number): string[][] {
  const all: string[][] = []
  let bytesLeft = 0
  for (const [name, size] of sizes) {
    if (size > most) continue
    if (size > bytesLeft || all.length === 0) {
      all.push([])
      bytesLeft = mostBytes
    }
    all.at(-1)?.push(name)
    bytesLeft -= size
  }
  return all
}

async function* contentsOf(
  objects: Objects,
  names: readonly string[],
  signal?: AbortSignal,
): AsyncGenerator<readonly [string, Buffer]> {
  const words = ['cat-file', '--batch=%(objectname) %(objectsize)']
  const output = await askObjects(objects, words, { input: linesOf(names), signal })
  let from = 0
  while (from < output.length) {
    const end = output.indexOf(10, from)
    const [name = '', size] = output.toString('latin1', from, end).split(' ')
    const length = Number(size)
    yield [name, output.subarray(end + 1, end + 1 + length)]
    from = end + 1 + length + 1
  }
}
