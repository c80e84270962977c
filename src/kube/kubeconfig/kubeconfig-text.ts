import { invalid } from '../../errors.ts'

/** A kubeconfig's data, and where each part of it stands. */
export interface KubeconfigText {
  readonly data: unknown
  /** The line of a value, or of the nearest thing around it. */
  line(path: readonly PathSegment[]): number | undefined
  /** A value as it is written. */
  source(path: readonly PathSegment[]): string | undefined
}

export type PathSegment = string | number

export async function parseKubeconfigText(path: string, text: string): Promise<KubeconfigText> {
  // Local mode writes JSON, which is YAML too: reading that needs no parser to be loaded.
  return parseJson(text) ?? (await parseYaml(path, text))
}

function parseJson(text: string): KubeconfigText | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    return { data: JSON.parse(text) as unknown, line: () => undefined, source: () => undefined }
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

async function parseYaml(path: string, text: string): Promise<KubeconfigText> {
  const { LineCounter, parseDocument, isMap } = await import('yaml')
  const lines = new LineCounter()
  // Pretty errors quote the file, secrets and all.
  const document = parseDocument(text, { prettyErrors: false, lineCounter: lines, merge: true })
  // The first: those that follow come from it.
  const faults = document.errors.slice(0, 1).map((error) => {
    const at = lines.linePos(error.pos[0])
    return {
      field: `line ${at.line}, column ${at.col}`,
      message: `is not valid YAML (${error.code.toLowerCase().replaceAll('_', ' ')})`,
    }
  })
  if (faults.length === 0 && document.contents !== null && !isMap(document.contents)) {
    faults.push({ field: 'line 1', message: 'expected `key: value` lines, found other text' })
  }
  if (faults.length > 0) throw invalid(`the kubeconfig ${path} is not valid`, faults)
  const nodeAt = (steps: readonly PathSegment[]): SourceNode => {
    const node: unknown = document.getIn([...steps], true)
    return typeof node === 'object' && node !== null ? node : {}
  }
  return {
    data: document.toJS() as unknown,
    source: (steps) => nodeAt(steps).source,
    line(steps) {
      for (let path = [...steps]; path.length > 0; path = path.slice(0, -1)) {
        const { range } = nodeAt(path)
        if (range) return lines.linePos(range[0] ?? 0).line
      }
      return undefined
    },
  }
}

interface SourceNode {
  readonly range?: readonly number[] | null
  readonly source?: string
}
