import type { Resource } from './resources.ts'

/** What of a write to a Secret no error message may repeat: servers quote what they refuse. */
export function secretValues(resource: Resource, body: unknown): string[] {
  if (resource.group !== '' || resource.plural !== 'secrets') return []
  const found = new Set<string>()
  collect(body, false, found)
  // The longest first: a shorter one may be a part of it.
  return [...found].filter((value) => value.length >= 4).toSorted((a, b) => b.length - a.length)
}

function collect(value: unknown, secret: boolean, found: Set<string>): void {
  if (typeof value === 'string') {
    if (!secret) return
    found.add(value)
    const decoded = Buffer.from(value, 'base64')
    if (decoded.toString('base64') === value) found.add(decoded.toString('utf8'))
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      collect(inner, secret || key === 'data' || key === 'stringData' || key === 'value', found)
    }
  }
}
