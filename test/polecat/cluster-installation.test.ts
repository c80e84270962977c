import { describe, expect, test } from 'vitest'
import type { GastownError } from '../../src/errors.ts'
import { installationCrd, readInstallation, writeInstallation } from '../../src/polecat/cluster-installation.ts'

const installation = { version: '0.1.0', polecatNamespace: 'gastown-system', workerNamespace: 'gastown-workers' }
const annotated = (text: string) => ({ metadata: { annotations: { 'gastown.io/installation': text, other: 'x' } } })

test('stands at the CustomResourceDefinition of rigs', () => {
  expect(installationCrd).toBe('rigs.gastown.gastown.io')
})

test('is read as it was written', () => {
  const annotations = writeInstallation(installation)
  expect(annotations).toEqual({ 'gastown.io/installation': JSON.stringify(installation) })
  expect(readInstallation({ metadata: { annotations } })).toEqual(installation)
})

test('is none where nobody recorded it', () => {
  expect(readInstallation({})).toBeUndefined()
  expect(readInstallation({ metadata: { annotations: { other: 'x' } } })).toBeUndefined()
})

test('may have fields of a later version', () => {
  expect(readInstallation(annotated(JSON.stringify({ ...installation, mode: 'x' })))).toEqual(installation)
})

test('is not written wrongly', () => {
  expect(() => writeInstallation({ ...installation, workerNamespace: 'No Namespace' })).toThrow(/workerNamespace/)
})

describe('a malformed one', () => {
  test.each([
    ['no JSON', '{', [{ field: 'annotation', message: 'expected JSON; found other text' }]],
    ['a list', '[]', [{ field: 'document', message: 'expected fields; found a list' }]],
    [
      'fields missing and wrong',
      '{"version":1,"polecatNamespace":"A/B"}',
      [
        { field: 'version', message: 'expected text; found 1' },
        { field: 'polecatNamespace', message: 'expected the name of a namespace; found other text' },
        { field: 'workerNamespace', message: 'expected text; found nothing' },
      ],
    ],
  ])('is refused with every problem: %s', (_, text, problems) => {
    expect(caught(() => readInstallation(annotated(text)))).toMatchObject({
      kind: 'invalid',
      message:
        'the annotation gastown.io/installation of CustomResourceDefinition rigs.gastown.gastown.io is malformed',
      problems,
      hints: ['Record it again with: gastown install'],
    })
  })
})

function caught(act: () => unknown): GastownError | undefined {
  try {
    act()
    return undefined
  } catch (error) {
    return error as GastownError
  }
}
