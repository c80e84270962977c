import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GastownError } from '../errors.ts'
import { loadDocuments } from '../polecat/validate/load.ts'
import { nearName } from '../text/near-name.ts'
import { ifThereAsync } from '../if-there.ts'

export interface Template {
  readonly source: string
  readonly value: object
}

/** A partial Polecat of this name from the first folder that has it. */
export async function findTemplate(name: string, folders: readonly string[]): Promise<Template> {
  const known: string[] = []
  for (const folder of folders) {
    const names = await templateNames(folder)
    known.push(...names)
    if (names.includes(name)) return readTemplate(join(folder, `${name}.yaml`), name)
  }
  const near = nearName(name, known)
  throw new GastownError('not-found', 'template not found', {
    problems: [
      { field: '--template', message: `template "${name}" not found${near ? `; did you mean ${near}?` : ''}` },
    ],
    hints: [`Templates: ${[...new Set(known)].toSorted().join(', ')}`],
  })
}

async function templateNames(folder: string): Promise<string[]> {
  const files = (await ifThereAsync(() => readdir(folder))) ?? []
  return files.filter((file) => file.endsWith('.yaml')).map((file) => file.slice(0, -'.yaml'.length))
}

async function readTemplate(file: string, name: string): Promise<Template> {
  const documents = loadDocuments(await readFile(file, 'utf8'), file)
  const [document] = documents
  if (documents.length !== 1 || typeof document?.value !== 'object' || document.value === null)
    throw new GastownError('invalid', `${file} is not a template: expected one partial Polecat`)
  return { source: `template ${name}`, value: document.value }
}
