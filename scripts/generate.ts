/** Writes what is made from the code: CRDs, tables of the README, docs/reference, oclif's manifest. `test/generated` says when one is stale. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generated } from './generate/generated.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
for (const { file, text } of await generated(root)) {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}
