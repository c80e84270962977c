import { isObject } from './object.ts'
import { invalidValue, type FieldProblem } from './problem.ts'

const path = 'metadata.ownerReferences'

export function ownerProblems(references: unknown): FieldProblem[] {
  if (!Array.isArray(references)) return []
  const owners = references.filter(isObject)
  return [
    ...owners.flatMap(({ apiVersion, ...owner }) => [
      ...(apiVersion ? [] : [invalidValue(`${path}.apiVersion`, '', 'version must not be empty')]),
      ...(['kind', 'name', 'uid'] as const).flatMap((field) =>
        owner[field] ? [] : [invalidValue(`${path}.${field}`, '', 'must not be empty')],
      ),
    ]),
    ...controllerProblems(owners),
  ]
}

function controllerProblems(owners: readonly Record<string, unknown>[]): FieldProblem[] {
  const controllers = owners.filter(({ controller }) => controller === true)
  const [first, second] = controllers.map(({ kind, name }) => `${String(kind)}/${String(name)}`)
  if (first === undefined || second === undefined) return []
  const detail = `Only one reference can have Controller set to true. Found "true" in references for ${first} and ${second}`
  return [invalidValue(path, owners, detail)]
}
