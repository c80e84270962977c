const factors: Record<string, number> = {
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
}

/**
 * The number that a Kubernetes quantity such as '500m' or '1Gi' stands for; undefined when it is none. By hand: the
 * official client has one, but it comes with the whole client, which takes half a second to import.
 */
export function parseQuantity(text: string): number | undefined {
  const match = /^([0-9]+(?:\.[0-9]+)?)([A-Za-z]*)$/.exec(text)
  const factor = match && factors[match[2] ?? '']
  return factor ? Number(match[1]) * factor : undefined
}
