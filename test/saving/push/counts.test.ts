import { expect, test } from 'vitest'
import { countWork, parseShortstat } from '../../../src/saving/push/counts.ts'

test.each([
  ['', 0, 0, 0],
  [' 1 file changed, 1 insertion(+)\n', 1, 1, 0],
  [' 12 files changed, 3 insertions(+), 45 deletions(-)\n', 12, 3, 45],
  [' 1 file changed, 1 deletion(-)\n', 1, 0, 1],
  [' 2 files changed, 0 insertions(+), 0 deletions(-)\n', 2, 0, 0],
])('%j', (text, filesChanged, insertions, deletions) => {
  expect(parseShortstat(text)).toEqual({ filesChanged, insertions, deletions })
})

test('what is being counted ends with the signal', async () => {
  const objects = { gitDir: '/nonexistent', env: {} }
  const counting = countWork(objects, 'a'.repeat(40), 'b'.repeat(40), AbortSignal.abort(new Error('cut')))
  await expect(counting).rejects.toThrow('cut')
})
