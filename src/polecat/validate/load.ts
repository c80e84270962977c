import { type Document as Yaml, isNode, LineCounter, parseAllDocuments, visit, type YAMLError } from 'yaml'
import { invalid, messageOf } from '../../errors.ts'
import type { FieldPath } from '../../text/field-path.ts'

/** One document of a file, which knows the lines of its fields. */
export interface Document {
  readonly source: string
  readonly value: unknown
  /** The line of a field, from 1; undefined where the document does not have it. */
  lineOf(path: FieldPath): number | undefined
}

/** The documents of a YAML or JSON text, in their order; the items of a List are documents of their own. */
export function loadDocuments(text: string, source: string): Document[] {
  const lines = new LineCounter()
  // Without the library's own excerpts, which would repeat a line that may hold a secret.
  const parsed = parseAllDocuments(text.replace(/^\uFEFF/, ''), {
    lineCounter: lines,
    prettyErrors: false,
    merge: true,
  })
  const documents = 'empty' in parsed ? [] : parsed
  const problems = documents.flatMap((document) =>
    [...document.errors, ...document.warnings].map((error) => syntaxProblem(error, document, { lines, source })),
  )
  if (problems.length > 0) throw invalid(`${source} is not valid YAML`, problems)
  const loaded = documents.flatMap((document) => open(document, lines, source))
  if (loaded.length === 0) throw invalid(`${source} contains no document`, [])
  return loaded
}

function syntaxProblem(
  error: YAMLError,
  document: Yaml.Parsed,
  { lines, source }: { readonly lines: LineCounter; readonly source: string },
) {
  const open = openQuote(error, document)
  const { line, col } = lines.linePos(open ?? error.pos[0])
  const message = open === undefined ? expectations[error.code] : 'expected a closing quote for the one here'
  return { field: `${source}:${line}:${col}`, message: message ?? firstLineInAscii(error.message) }
}

/** Where the quote stands that is never closed: the parser notices that at the end of the file. */
function openQuote({ code, message, pos }: YAMLError, document: Yaml.Parsed): number | undefined {
  if (code !== 'MISSING_CHAR' || !/closing ['"]quote/.test(message)) return undefined
  let start: number | undefined
  visit(document, {
    Scalar(_, { range }) {
      if (range && range[0] < pos[0] && range[1] >= pos[0]) start = range[0]
    },
  })
  return start
}

const expectations: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'duplicate field; expected each field once',
  BAD_INDENT: 'expected all fields of one object to begin in the same column',
  TAB_AS_INDENT: 'expected spaces at the beginning of the line; found a tab',
  BLOCK_AS_IMPLICIT_KEY: "expected one 'name: value' on this line; found another ': ' in the value, which needs quotes",
  MULTILINE_IMPLICIT_KEY: "expected 'name: value' on one line; the ':' is missing, or the value above is not indented",
  MISSING_CHAR: "expected another character here, such as a closing quote or bracket, or ':' after a name",
  UNEXPECTED_TOKEN: 'expected a new line, a field or the end; found other text',
}

function firstLineInAscii(message: string): string {
  const [first = ''] = message.split('\n')
  return first.replaceAll(/[^\u0020-\u007e]/g, '?')
}

function open(document: Yaml.Parsed, lines: LineCounter, source: string): Document[] {
  const value = toValue(document, source)
  if (value === null) return []
  const at = (prefix: FieldPath, part: unknown): Document => ({
    source,
    value: part,
    lineOf: (path) => lineOf(document, lines, [...prefix, ...path]),
  })
  return isList(value) ? value.items.map((item, index) => at(['items', index], item)) : [at([], value)]
}

function toValue(document: Yaml.Parsed, source: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    throw invalid(`${source} is not valid YAML`, [{ field: source, message: firstLineInAscii(messageOf(error)) }])
  }
}

function lineOf(document: Yaml.Parsed, lines: LineCounter, path: FieldPath): number | undefined {
  const node = path.length === 0 ? document.contents : document.getIn(path, true)
  return isNode(node) && node.range ? lines.linePos(node.range[0]).line : undefined
}

function isList(value: unknown): value is { items: unknown[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    (value.kind === 'List' || value.kind === 'PolecatList' || value.kind === 'RigList') &&
    'items' in value &&
    Array.isArray(value.items)
  )
}
