/** One line of a benchmark: a median, in the unit that the line names. */
export interface Figure {
  readonly what: string
  readonly ours: number
  readonly unit: string
  readonly goal?: string
  readonly peer?: { readonly name: string; readonly value: number }
}

export function line({ what, ours, unit, goal, peer }: Figure): string {
  const words = [`${what}: ${ours} ${unit}`]
  if (peer !== undefined) words.push(`${peer.name} ${peer.value} ${unit}, ratio ${(ours / peer.value).toFixed(2)}`)
  if (goal !== undefined) words.push(`goal ${goal}`)
  return words.join(' · ')
}
