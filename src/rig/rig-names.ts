/** A rig's name from its repository's URL: the last part, as a DNS label. */
export function rigNameOf(url: string): string {
  const last =
    url
      .replace(/\/+$/, '')
      .replace(/\.git$/, '')
      .split(/[/:]/)
      .at(-1) ?? ''
  const name = last
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, '')
  return name === '' ? 'rig' : name
}

/** A beads prefix from a rig's name: the first letters of its words, or of its only word. */
export function prefixOf(name: string): string {
  const words = name
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '')
  const initials = words
    .map((word) => word[0])
    .join('')
    .slice(0, 10)
  if (initials.length >= 2) return initials
  const letters = words.join('').slice(0, 3)
  return letters.length >= 2 ? letters : 'gt'
}

/** The name, or with a number where it is taken. */
export function freeRigName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name
  for (let n = 2; ; n++) if (!taken.has(`${name}-${n}`)) return `${name}-${n}`
}
