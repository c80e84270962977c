import { askObjects, type Objects } from '../objects.ts'
import { linesOf } from '../../git/lines-of.ts'

/** The contents of those blobs that are not longer than `most`, by name. */
export async function smallBlobs(
  objects: Objects,
  names: readonly string[],
  most: number,
): Promise<ReadonlyMap<string, Buffer>> {
  const asked = [...new Set(names)]
  const sizes = await askObjects(objects, ['cat-file', '--batch-check=%(objectname) %(objectsize)'], {
    input: linesOf(asked),
  })
  const small = sizes
    .toString('latin1')
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, size]) => size !== undefined && Number(size) <= most)
    .map(([name = '']) => name)
  const found = new Map<string, Buffer>()
  const output = await askObjects(objects, ['cat-file', '--batch=%(objectname) %(objectsize)'], {
    input: linesOf(small),
  })
  let from = 0
  while (from < output.length) {
    const end = output.indexOf(10, from)
    const [name = '', size] = output.toString('latin1', from, end).split(' ')
    const length = Number(size)
    found.set(name, output.subarray(end + 1, end + 1 + length))
    from = end + 1 + length + 1
  }
  return found
}
