/** Money and temperatures are numbers rounded to six places, so that sums and comparisons do not drift. */
export function roundToMicros(value: number): number {
  return Math.round(value * 1e6) / 1e6
}
