import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compose } from '../../src/create/compose.ts'
import { loadDocuments } from '../../src/polecat/validate/load.ts'
import { type SizeName, sizes } from '../../src/polecat/sizes.ts'
import { timeouts } from '../../src/create/timeouts.ts'
import { validatePolecat } from '../../src/polecat/validate/validate.ts'
import { polecatOf } from './table.ts'

const folder = new URL('../../templates/', import.meta.url)
const kinds: [keyof typeof timeouts, SizeName][] = [
  ['quick-fix', 'light'],
  ['feature', 'medium'],
  ['refactor', 'heavy'],
]

test('there is a template for every kind of task', () => {
  const names = readdirSync(folder).filter((file) => file.endsWith('.yaml'))
  expect(names.toSorted()).toEqual(
    Object.keys(timeouts)
      .map((name) => `${name}.yaml`)
      .toSorted(),
  )
})

test.each(kinds)('the template %s is a partial Polecat with the deadline and size of the guidelines', (name, size) => {
  const [template] = loadDocuments(readFileSync(new URL(`${name}.yaml`, folder), 'utf8'), name)
  const polecat = validatePolecat(
    compose([
      { source: 'least', value: polecatOf({ what: 'least' }) },
      { source: name, value: template?.value as object },
    ]),
  )
  expect(polecat.spec.kubernetes.activeDeadlineSeconds).toBe(timeouts[name])
  expect(polecat.spec.kubernetes.resources).toEqual(sizes[size])
})
