import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crdFiles } from './crds.ts'
import { manifest } from './manifest.ts'
import { readme } from './readme.ts'
import { referencePages } from './reference.ts'

export interface GeneratedFile {
  readonly file: string
  readonly text: string
}

/** Every generated file of the project as it should be; needs a build for the commands. */
export async function generated(root: string): Promise<GeneratedFile[]> {
  const commands = await manifest(root)
  const readmeFile = join(root, 'README.md')
  return [
    ...crdFiles.map(({ file, text }) => ({ file: join(root, file), text: text() })),
    ...referencePages(Object.values(commands.commands)).map(({ file, text }) => ({ file: join(root, file), text })),
    { file: readmeFile, text: readme(await readFile(readmeFile, 'utf8'), Object.values(commands.commands)) },
    { file: join(root, 'oclif.manifest.json'), text: `${JSON.stringify(commands, null, 2)}\n` },
  ]
}
