/** What the real server answered, kept in files: one for each subject. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse, stringify } from 'yaml'
import type { Answer } from './play.ts'

export type Golden = Readonly<Record<string, readonly Answer[]>>

function fileOf(subject: string): string {
  return fileURLToPath(new URL(`golden/${subject}.yaml`, import.meta.url))
}

export function readGolden(subject: string): Golden {
  const file = fileOf(subject)
  return existsSync(file) ? (parse(readFileSync(file, 'utf8'), { maxAliasCount: -1 }) as Golden) : {}
}

export function writeGolden(subject: string, golden: Golden): void {
  const text = stringify(golden, { lineWidth: 0, aliasDuplicateObjects: false })
  writeFileSync(fileOf(subject), `# Recorded from a real Kubernetes by \`node test/contract/record.ts\`.\n${text}`)
}
