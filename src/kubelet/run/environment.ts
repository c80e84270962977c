import type { V1Container } from '../../kube/wire.ts'
import { ConfigError } from './config-error.ts'
import { expand } from './expand.ts'
import { fieldValue } from './field-path.ts'
import type { ObjectKind, ReadObject } from '../pod/pod-objects.ts'
import type { PodSpec } from '../pod/pod-spec.ts'

type Variable = NonNullable<V1Container['env']>[number]

/** The variables a container's spec gives it, in order, with `$(NAME)` of earlier ones put in. */
export async function specEnvironment(
  pod: PodSpec,
  container: V1Container,
  read: ReadObject,
): Promise<Map<string, string>> {
  const variables = new Map<string, string>()
  for (const source of container.envFrom ?? []) {
    const kind = source.secretRef === undefined ? 'configmap' : 'secret'
    const ref = source.secretRef ?? source.configMapRef
    if (ref?.name === undefined) continue
    const values = await read(kind, ref.name)
    if (values === undefined && ref.optional !== true) throw notFound(kind, ref.name)
    for (const [key, value] of values ?? []) variables.set(`${source.prefix ?? ''}${key}`, value.toString())
  }
  for (const variable of container.env ?? []) {
    const value = await valueOf(pod, variable, variables, read)
    if (value !== undefined) variables.set(variable.name, value)
  }
  return variables
}

async function valueOf(
  pod: PodSpec,
  variable: Variable,
  before: ReadonlyMap<string, string>,
  read: ReadObject,
): Promise<string | undefined> {
  const from = variable.valueFrom
  if (from === undefined) return expand(variable.value ?? '', before)
  if (from.secretKeyRef !== undefined) return await keyOf(pod, 'secret', from.secretKeyRef, read)
  if (from.configMapKeyRef !== undefined) return await keyOf(pod, 'configmap', from.configMapKeyRef, read)
  const path = from.fieldRef?.fieldPath ?? ''
  const value = fieldValue(pod, path)
  if (value !== undefined) return value
  throw new ConfigError(
    'CreateContainerConfigError',
    `environment variable ${variable.name} asks for ${path === '' ? 'a source' : `field ${path}`} that local mode does not have`,
  )
}

interface KeyRef {
  readonly name?: string
  readonly key: string
  readonly optional?: boolean
}

async function keyOf(pod: PodSpec, kind: ObjectKind, ref: KeyRef, read: ReadObject): Promise<string | undefined> {
  const name = ref.name ?? ''
  const values = await read(kind, name)
  const value = values?.get(ref.key)
  if (value !== undefined) return value.toString()
  if (ref.optional === true) return undefined
  if (values === undefined) throw notFound(kind, name)
  throw new ConfigError(
    'CreateContainerConfigError',
    `couldn't find key ${ref.key} in ${kind === 'secret' ? 'Secret' : 'ConfigMap'} ${pod.key.namespace}/${name}`,
  )
}

function notFound(kind: ObjectKind, name: string): ConfigError {
  return new ConfigError('CreateContainerConfigError', `${kind} "${name}" not found`)
}
