import type { KubeObject, Resource } from '../kube/resources.ts'
import { GastownError } from '../errors.ts'
import type { V1Deployment } from '../kube/wire.ts'

function served<T extends KubeObject>(group: string, kind: string, plural: string, namespaced = true): Resource<T> {
  return { group, version: 'v1', kind, plural, namespaced }
}

const rbac = 'rbac.authorization.k8s.io'
const admission = 'admissionregistration.k8s.io'

export const deployments = served<V1Deployment>('apps', 'Deployment', 'deployments')

/** Every kind that is installed, and where it is served. */
const kinds: readonly Resource[] = [
  served('', 'Namespace', 'namespaces', false),
  served('', 'ServiceAccount', 'serviceaccounts'),
  served('apiextensions.k8s.io', 'CustomResourceDefinition', 'customresourcedefinitions', false),
  served(rbac, 'ClusterRole', 'clusterroles', false),
  served(rbac, 'ClusterRoleBinding', 'clusterrolebindings', false),
  served(rbac, 'Role', 'roles'),
  served(rbac, 'RoleBinding', 'rolebindings'),
  served('networking.k8s.io', 'NetworkPolicy', 'networkpolicies'),
  served(admission, 'ValidatingAdmissionPolicy', 'validatingadmissionpolicies', false),
  served(admission, 'ValidatingAdmissionPolicyBinding', 'validatingadmissionpolicybindings', false),
  served('policy', 'PodDisruptionBudget', 'poddisruptionbudgets'),
  deployments,
]

export function resourceOf({ kind }: KubeObject): Resource {
  const found = kinds.find((resource) => resource.kind === kind)
  if (found === undefined) throw new GastownError('bug', `the manifests have a ${kind}, which nothing installs`)
  return found
}
