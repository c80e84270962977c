/** Text in the encoding of a working tree, as the UTF-8 that git stores. */

/** Undefined where git would refuse it: an encoding that is not known, or bytes that are none of it. */
export function storedText(content: Buffer, encoding: string): Buffer | undefined {
  if (content.length === 0) return content
  const name = encoding.toUpperCase().replace(/^UTF(?=\d)/, 'UTF-')
  if (name === 'UTF-8') return content
  if (!hasRightMark(content, name)) return undefined
  try {
    const text = decoded(content, name)
    return text === undefined ? undefined : Buffer.from(text)
  } catch {
    // Not known, or not of this encoding.
    return undefined
  }
}

/** Git wants a byte order mark where the name leaves the order open, and none where it says it. */
function hasRightMark(content: Buffer, name: string): boolean {
  const wide = content.length >= 4 && ['fffe0000', '0000feff'].includes(content.toString('hex', 0, 4))
  const mark = ['fffe', 'feff'].includes(content.toString('hex', 0, 2))
  if (/^UTF-16(LE|BE)$/.test(name)) return !mark
  if (/^UTF-32(LE|BE)$/.test(name)) return !wide
  if (name === 'UTF-16') return mark
  return name === 'UTF-32' ? wide : true
}

function decoded(content: Buffer, name: string): string | undefined {
  if (name.startsWith('UTF-32')) return fromUtf32(content, name)
  // What the web calls so is another encoding.
  if (/^(ISO-?8859-1|LATIN-?1|L1)$/.test(name)) return content.toString('latin1')
  if (/^(US-)?ASCII$/.test(name)) return content.some((byte) => byte > 0x7f) ? undefined : content.toString('latin1')
  const isBigEndian = name === 'UTF-16' && content[0] === 0xfe
  const label = isBigEndian ? 'utf-16be' : name === 'UTF-16' || name === 'UTF-16LE-BOM' ? 'utf-16le' : name
  return new TextDecoder(label, { fatal: true }).decode(content)
}

function fromUtf32(content: Buffer, name: string): string | undefined {
  if (content.length % 4 !== 0) return undefined
  const isBigEndian = name === 'UTF-32BE' || (name === 'UTF-32' && content[0] === 0)
  const points: string[] = []
  for (let at = name === 'UTF-32' ? 4 : 0; at < content.length; at += 4) {
    const point = isBigEndian ? content.readUInt32BE(at) : content.readUInt32LE(at)
    if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return undefined
    points.push(String.fromCodePoint(point))
  }
  return points.join('')
}
