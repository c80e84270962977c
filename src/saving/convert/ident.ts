/** `$Id: …$` as git stores it, without what stands in it; one that goes over a line's end is none. */
export function storedIdent(content: Buffer): Buffer {
  const pieces: Buffer[] = []
  let from = 0
  for (let at = content.indexOf('$Id:'); at >= 0; at = content.indexOf('$Id:', at)) {
    const end = content.indexOf('$', at + 4)
    if (end < 0) break
    const line = content.indexOf('\n', at + 4)
    if (line >= 0 && line < end) {
      at = at + 4
      continue
    }
    pieces.push(content.subarray(from, at), Buffer.from('$Id$'))
    from = end + 1
    at = from
  }
  return pieces.length === 0 ? content : Buffer.concat([...pieces, content.subarray(from)])
}

/** The same as git writes it of a blob of this name. What has a blank in it is of another program. */
export function writtenIdent(content: Buffer, blob: string): Buffer {
  const text = content.toString('latin1')
  const expanded = text.replaceAll(/\$Id(?:\$|:([^$\n]*)\$)/g, (found, inner?: string) => {
    const blank = inner?.indexOf(' ', 1) ?? -1
    return blank >= 0 && blank < (inner?.length ?? 0) - 1 ? found : `$Id: ${blob} $`
  })
  return Buffer.from(expanded, 'latin1')
}
