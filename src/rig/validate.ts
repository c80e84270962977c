import type { Problem } from '../errors.ts'
import { repositoryProblem } from '../polecat/repository-url.ts'
import { kubernetesProblems } from '../polecat/validate/rules.ts'
import { type Origin, validate } from '../polecat/validate/validate.ts'
import { rig, type Rig } from './schema.ts'

/** A Rig with the schema's defaults filled in, or an error that names everything that is wrong with it. */
export function validateRig(value: unknown, origin?: Origin): Rig {
  return validate({ kind: 'Rig', schema: rig, rules: rigProblems, least: leastRig }, value, origin)
}

const leastRig = {
  apiVersion: 'gastown.gastown.io/v1alpha1',
  kind: 'Rig',
  metadata: {},
  spec: { gitURL: 'https://git.example/any', beadsPrefix: 'any' },
}

function rigProblems({ metadata, spec }: Rig): Problem[] {
  const { defaults, settings } = spec
  const deadline = defaults?.kubernetes?.activeDeadlineSeconds
  const ceiling = settings.ceilings?.activeDeadlineSeconds
  // Whether a path can be reached is for the polecat's place to say.
  const wrongURL = repositoryProblem(spec.gitURL, { local: true })
  return [
    ...nameProblems(metadata.name),
    ...(wrongURL ? [{ field: 'spec.gitURL', message: `the URL ${wrongURL}` }] : []),
    ...kubernetesProblems(defaults?.kubernetes ?? {}, 'spec.defaults.kubernetes'),
    ...(deadline !== undefined && ceiling !== undefined && deadline > ceiling
      ? [
          {
            field: 'spec.defaults.kubernetes.activeDeadlineSeconds',
            message: `expected at most ${ceiling}, the rig's ceiling; found ${deadline}`,
          },
        ]
      : []),
  ]
}

function nameProblems(name: string | undefined): Problem[] {
  const field = 'metadata.name'
  if (name === undefined || name === '') return [{ field, message: 'expected a name; found none' }]
  if (name.length > 63) return [{ field, message: `expected at most 63 characters; found ${name.length}` }]
  if (/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name)) return []
  const expected = "expected lowercase letters, digits, '-' and '.', beginning and ending with a letter or digit"
  return [{ field, message: `${expected}; found '${name}'` }]
}
