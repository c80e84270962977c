/** Everything that is wrong with an object that is to be stored. */
import { metadataProblems } from '../metadata.ts'
import type { ApiObject } from '../object.ts'
import { invalidValue, type FieldProblem } from '../problem.ts'
import type { ResourceDefinition, WritePart } from '../resource.ts'

const blocking = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
])
const unchecked =
  'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation'

export function problemsOf(
  definition: ResourceDefinition,
  object: ApiObject,
  old: ApiObject | undefined,
  part: WritePart = 'main',
): FieldProblem[] {
  const found = [...metadataProblems(object.metadata, definition), ...definition.validate(object, old, part)]
  if (!definition.checkRules) return found
  if (found.some(({ reason }) => blocking.has(reason))) return [...found, invalidValue('<nil>', null, unchecked)]
  return [...found, ...definition.checkRules(object, old)]
}
