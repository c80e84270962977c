/** Writes what is made from the code: CRDs, the README's tables, oclif's manifest. `test/generated` says when one is stale. */
import { writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generated } from './generate/generated.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
for (const { file, text } of await generated(root)) await writeFile(file, text)
