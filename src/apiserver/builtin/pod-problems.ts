/** Light validation of pods: what our kubelet could not run. */
import { nameProblems } from '../metadata.ts'
import { listAt, objectAt, textAt, type ApiObject, type JsonObject } from '../object.ts'
import { duplicate, invalidValue, notSupported, required, unknownReference, type FieldProblem } from '../problem.ts'

export function podProblems(pod: ApiObject): FieldProblem[] {
  const spec = objectAt(pod, 'spec')
  const volumes = listAt(spec, 'volumes')
  const volumeNames = new Set(volumes.map((volume) => textAt(volume, 'name')))
  const containers = listAt(spec, 'containers')
  const init = listAt(spec, 'initContainers')
  const names = new Set<string>()
  return [
    ...named(volumes, 'spec.volumes', new Set()),
    ...(containers.length === 0 ? [required('spec.containers')] : []),
    ...containerProblems(containers, 'spec.containers', volumeNames, names),
    ...containerProblems(init, 'spec.initContainers', volumeNames, names),
    ...oneOf('spec.restartPolicy', spec.restartPolicy, ['Always', 'OnFailure', 'Never']),
    ...deadline(spec.activeDeadlineSeconds),
  ]
}

function containerProblems(list: JsonObject[], path: string, volumes: Set<string>, names: Set<string>): FieldProblem[] {
  return list.flatMap((container, index) => {
    const at = `${path}[${index}]`
    return [
      ...named([container], path, names, index),
      ...(textAt(container, 'image') === '' ? [required(`${at}.image`)] : []),
      ...(container.restartPolicy === undefined || !path.includes('init')
        ? []
        : oneOf(`${at}.restartPolicy`, container.restartPolicy, ['Always'])),
      ...listAt(container, 'volumeMounts').flatMap((mount, mountIndex) =>
        mountProblems(mount, `${at}.volumeMounts[${mountIndex}]`, volumes),
      ),
      ...listAt(container, 'env').flatMap((variable, envIndex) =>
        textAt(variable, 'name') === '' ? [required(`${at}.env[${envIndex}].name`)] : [],
      ),
    ]
  })
}

function mountProblems(mount: JsonObject, at: string, volumes: Set<string>): FieldProblem[] {
  const name = textAt(mount, 'name')
  return [
    ...(volumes.has(name) ? [] : [name ? unknownReference(`${at}.name`, name) : required(`${at}.name`)]),
    ...(textAt(mount, 'mountPath') === '' ? [required(`${at}.mountPath`)] : []),
  ]
}

function named(list: JsonObject[], path: string, names: Set<string>, first = 0): FieldProblem[] {
  return list.flatMap((item, index) => {
    const at = `${path}[${first + index}].name`
    const name = textAt(item, 'name')
    if (name === '') return [required(at)]
    if (names.has(name)) return [duplicate(at, name)]
    names.add(name)
    return nameProblems(name, 'label', at)
  })
}

function oneOf(path: string, value: unknown, supported: readonly string[]): FieldProblem[] {
  return supported.includes(String(value)) ? [] : [notSupported(path, value, supported)]
}

function deadline(value: unknown): FieldProblem[] {
  if (value === undefined || (typeof value === 'number' && value >= 1 && value <= 2_147_483_647)) return []
  return [invalidValue('spec.activeDeadlineSeconds', value, 'must be between 1 and 2147483647, inclusive')]
}
