export function isWithin(place: string, folder: string): boolean {
  return place === folder || place.startsWith(folder === '/' ? '/' : `${folder}/`)
}

/** Places that lie in no other of them. */
export function outermost(places: Iterable<string>): string[] {
  const kept: string[] = []
  // What is inside a folder follows it, behind no other place than its siblings with names that sort before `/`.
  for (const place of [...places].toSorted((a, b) => (`${a}/` < `${b}/` ? -1 : 1))) {
    const last = kept.at(-1)
    if (last === undefined || !isWithin(place, last)) kept.push(place)
  }
  return kept
}
