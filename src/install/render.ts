/**
 * The objects of an installation. Pure: settings and manifests in, objects out, so that `--export`, `--dry-run` and the
 * real thing are one call.
 */
import type { KubeObject } from '../kube/resources.ts'
import type { V1Deployment, V1NetworkPolicy, V1Role, V1ServiceAccount } from '../kube/wire.ts'
import { operatorRights, type Right } from '../operator-rights.ts'
import { installationCrd, writeInstallation } from '../polecat/cluster-installation.ts'
import * as usual from '../polecat/names.ts'
import type { Manifests } from './read-manifests.ts'
import type { InstallSettings } from './settings.ts'

/** On everything that is installed. */
const partOf = { 'app.kubernetes.io/part-of': 'gastown' } as const

/** In the order in which they are made: what others need comes first. */
export function renderInstallation(settings: InstallSettings, { crds, objects }: Manifests): KubeObject[] {
  const named = objects.map((object) => withNamespaces(object, settings) as KubeObject)
  const [spaces, others] = [named.filter(isNamespace), named.filter((object) => !isNamespace(object))]
  const all = [...spaces, ...structuredClone(crds), ...others].map((object) => withLabels(fill(object, settings)))
  // The two namespaces may be the same one.
  return [...new Map(all.map((object) => [keyOf(object), object])).values()]
}

function isNamespace({ kind }: KubeObject): boolean {
  return kind === 'Namespace'
}

/** Kind, namespace and name. */
export function keyOf({ kind, metadata }: KubeObject): string {
  return [kind, metadata?.namespace, metadata?.name].filter((part) => part !== undefined).join('/')
}

/** A copy with the namespaces' own names where the manifest has the usual ones. */
function withNamespaces(value: unknown, settings: InstallSettings): unknown {
  const { polecatNamespace, workerNamespace } = settings.namespaces
  if (value === usual.polecatNamespace) return polecatNamespace
  if (value === usual.workerNamespace) return workerNamespace
  if (Array.isArray(value)) return [...new Set(value.map((item) => withNamespaces(item, settings)))]
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withNamespaces(item, settings)]))
}

function withLabels(object: KubeObject): KubeObject {
  return { ...object, metadata: { ...object.metadata, labels: { ...object.metadata?.labels, ...partOf } } }
}

/** What comes from settings and tables. */
function fill(object: KubeObject, settings: InstallSettings): KubeObject {
  const rights = operatorRights(settings.namespaces)
  const { polecatNamespace, workerNamespace } = settings.namespaces
  const rules = (namespace?: string) => rulesOf(rights.filter((right) => right.namespace === namespace))
  switch (`${object.kind}/${object.metadata?.name}`) {
    case `CustomResourceDefinition/${installationCrd}`:
      return annotated(object, settings)
    case 'ServiceAccount/gastown-operator':
    case 'ServiceAccount/default':
      return withPullSecrets(object, settings)
    case 'ClusterRole/gastown-operator':
      return { ...object, rules: rules() } as V1Role
    case 'Role/gastown-operator':
      return { ...object, rules: rules(polecatNamespace) } as V1Role
    case 'Role/gastown-operator-workers':
      return { ...object, rules: rules(workerNamespace) } as V1Role
    case 'NetworkPolicy/gastown-pods':
      return withCidrs(object as V1NetworkPolicy, settings)
    case 'Deployment/gastown-operator':
      return withOperator(object as V1Deployment, settings)
    default:
      return object
  }
}

function annotated(object: KubeObject, { version, namespaces }: InstallSettings): KubeObject {
  const record = writeInstallation({ version, ...namespaces })
  return { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata?.annotations, ...record } } }
}

/** Pods get them through their service accounts. */
function withPullSecrets(object: KubeObject, { pullSecrets }: InstallSettings): KubeObject {
  if (pullSecrets.length === 0) return object
  return { ...object, imagePullSecrets: pullSecrets.map((name) => ({ name })) } as V1ServiceAccount
}

function rulesOf(rights: readonly Right[]): NonNullable<V1Role['rules']> {
  return rights.map(({ group, resource, name, verbs }) => ({
    apiGroups: [group],
    resources: [resource],
    ...(name !== undefined && { resourceNames: [name] }),
    verbs: [...verbs],
  }))
}

function withCidrs(policy: V1NetworkPolicy, { allowedCidrs }: InstallSettings): V1NetworkPolicy {
  if (allowedCidrs.length === 0 || policy.spec === undefined) return policy
  const egress = [...(policy.spec.egress ?? []), { to: allowedCidrs.map((cidr) => ({ ipBlock: { cidr } })) }]
  return { ...policy, spec: { ...policy.spec, egress } }
}

function withOperator(deployment: V1Deployment, settings: InstallSettings): V1Deployment {
  const { spec } = deployment
  const pod = spec?.template.spec
  if (spec === undefined || pod === undefined) return deployment
  const containers = pod.containers.map((container) => ({
    ...container,
    image: settings.image,
    args: operatorArguments(settings),
  }))
  const template = { ...spec.template, spec: { ...pod, containers } }
  return { ...deployment, spec: { ...spec, replicas: settings.replicas, template } }
}

function operatorArguments({ image, agentImage, namespaces }: InstallSettings): string[] {
  return [
    'operator',
    'run',
    `--namespace=${namespaces.polecatNamespace}`,
    `--worker-namespace=${namespaces.workerNamespace}`,
    `--image=${image}`,
    ...(agentImage === undefined ? [] : [`--agent-image=${agentImage}`]),
    '--health-port=8080',
  ]
}
