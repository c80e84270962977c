/** `node test/contract/write-readme.ts` brings the README's counts up to date. */
import { readFileSync, writeFileSync } from 'node:fs'
import { readme } from './readme.ts'

const file = new URL('README.md', import.meta.url)
writeFileSync(file, readme(readFileSync(file, 'utf8')))
