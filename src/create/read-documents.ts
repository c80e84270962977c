import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { invalid } from '../errors.ts'
import { loadDocuments, type Document } from '../polecat/validate/load.ts'
import { fileProblem } from '../file-problem.ts'
import { readAll } from './read-stream.ts'

/** The Polecats of a file, or of stdin for `-`. */
export async function readDocuments(file: string, folder: string, stdin: NodeJS.ReadableStream): Promise<Document[]> {
  const text = await read(file, folder, stdin)
  const documents = loadDocuments(text, file === '-' ? 'stdin' : file)
  const others = documents.filter((document) => kindOf(document) !== 'Polecat')
  if (others.length > 0)
    throw invalid(
      `${file === '-' ? 'stdin' : file} contains an object that is not a Polecat`,
      others.map((document) => ({
        field: `${document.source}:${document.lineOf([]) ?? 1}`,
        message: `expected kind Polecat, found ${whatIs(document)}`,
      })),
    )
  return documents
}

async function read(file: string, folder: string, stdin: NodeJS.ReadableStream): Promise<string> {
  try {
    const bytes = file === '-' ? await readAll(stdin) : await readFile(resolve(folder, file))
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw invalid('the file cannot be used', [{ field: '--file', message: fileProblem(file, error) }])
  }
}

function kindOf({ value }: Document): unknown {
  return isObject(value) ? value.kind : undefined
}

/** Text is not repeated: it may be a secret that was piped into the wrong command. */
function whatIs(document: Document): string {
  const { value } = document
  if (!isObject(value))
    return Array.isArray(value) ? 'a list' : typeof value === 'string' ? 'text' : `a ${typeof value}`
  const kind = kindOf(document)
  return kind === undefined ? "fields without 'kind'" : String(kind)
}

function isObject(value: unknown): value is { readonly kind?: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
