/** A boolean of the query, as Kubernetes reads it: whatever is there and neither `false` nor `0` is true. */
export function isTrue(text: string | null): boolean {
  return text !== null && text !== '0' && text.toLowerCase() !== 'false'
}
