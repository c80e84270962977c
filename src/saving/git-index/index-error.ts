/** Why an index cannot be read, in words for people. */
export class IndexError extends Error {
  override readonly name = 'IndexError'
}
