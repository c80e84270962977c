/** What git writes of a blob by the conversions that are built into it, by the rules of its convert.c. */
import { objectName } from '../snapshot/objects.ts'
import type { Conversion } from './conversion.ts'
import { storedText } from './encoding.ts'
import { writtenIdent } from './ident.ts'
import { writtenLineEnds } from './line-ends.ts'

/** Whether these bytes are what git writes of the blob: also of one that `git add` would store otherwise. */
export function isWritten(
  content: Buffer,
  blob: Buffer,
  { encoding, lineEnds, writesCrlf, ident }: Conversion,
): boolean {
  const text = encoding === undefined ? content : storedText(content, encoding)
  const expanded = ident ? writtenIdent(blob, objectName('blob', blob)) : blob
  return text?.equals(writesCrlf ? writtenLineEnds(expanded, lineEnds) : expanded) === true
}
