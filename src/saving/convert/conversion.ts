/** What `git add` makes of a file's bytes by the conversions that are built into git. No filter is ever run. */
import { storedText } from './encoding.ts'
import { storedIdent } from './ident.ts'
import { storedLineEnds, type LineEnds } from './line-ends.ts'

/** The attributes that git's own conversions depend on, in the order in which they are asked for. */
export const attributeNames = ['text', 'crlf', 'eol', 'ident', 'working-tree-encoding'] as const

export interface Conversion {
  readonly lineEnds: LineEnds
  /** Line feeds are written as CRLF. */
  readonly writesCrlf: boolean
  readonly ident: boolean
  /** Left out: UTF-8, or whatever it is. */
  readonly encoding?: string
}

/** `values`: as git tells them, with its words set, unset and unspecified. Undefined where nothing is converted. */
export function conversionOf(values: readonly string[]): Conversion | undefined {
  const [text = '', crlf = '', eol = '', ident, encoding = 'unspecified'] = values
  const lineEnds = lineEndsOf(meaningOf(text) ?? meaningOf(crlf), eol)
  const isEncoded = encoding !== 'unspecified' && encoding !== 'unset' && encoding !== ''
  if (lineEnds === 'keep' && ident !== 'set' && !isEncoded) return undefined
  const writesCrlf = lineEnds !== 'keep' && eol === 'crlf'
  return { lineEnds, writesCrlf, ident: ident === 'set', ...(isEncoded && { encoding }) }
}

/** Undefined where the file cannot be converted: then `git add` refuses it. */
export async function convert(
  content: Buffer,
  { encoding, lineEnds, ident }: Conversion,
  before: () => Promise<Buffer | undefined>,
): Promise<Buffer | undefined> {
  const text = encoding === undefined ? content : storedText(content, encoding)
  if (text === undefined) return undefined
  const stored = await storedLineEnds(text, lineEnds, before)
  return ident ? storedIdent(stored) : stored
}

function meaningOf(value: string): LineEnds | undefined {
  switch (value) {
    case 'set':
    case 'input':
      return 'text'
    case 'unset':
      return 'keep'
    case 'auto':
      return 'auto'
    default:
      return undefined
  }
}

/** An end of line that is asked for makes a file text. */
function lineEndsOf(meaning: LineEnds | undefined, eol: string): LineEnds {
  return meaning ?? (eol === 'lf' || eol === 'crlf' ? 'text' : 'keep')
}
