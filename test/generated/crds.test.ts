import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { crdFiles } from '../../scripts/generate/crds.ts'

test.each(crdFiles)('$file is as `npm run generate` writes it', ({ file, text }) => {
  expect(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')).toBe(text())
})
