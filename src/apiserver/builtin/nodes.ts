import { listAt, objectAt, textAt, type ApiObject } from '../object.ts'
import { ordinary, partVerbs, type ResourceDefinition } from '../resource.ts'
import { ageColumn } from '../table/age.ts'
import { column, nameColumn } from '../table/column.ts'
import { builtinType } from './type-notation.ts'

export const nodes: ResourceDefinition = {
  ...ordinary,
  plural: 'nodes',
  singular: 'node',
  kind: 'Node',
  listKind: 'NodeList',
  shortNames: ['no'],
  namespaced: false,
  subresources: [{ name: 'status', kind: 'Node', verbs: partVerbs }],
  schema: builtinType('Node'),
  columns: [
    nameColumn(),
    column('Status', status),
    column('Roles', (node) => roles(node)),
    ageColumn(),
    column('Version', (node) => info(node, 'kubeletVersion')),
    column('Internal-IP', (node) => address(node, 'InternalIP'), 1),
    column('External-IP', (node) => address(node, 'ExternalIP'), 1),
    column('OS-Image', (node) => info(node, 'osImage') || '<unknown>', 1),
    column('Kernel-Version', (node) => info(node, 'kernelVersion') || '<unknown>', 1),
    column('Container-Runtime', (node) => info(node, 'containerRuntimeVersion') || '<unknown>', 1),
  ],
}

function status(node: ApiObject): string {
  const ready = listAt(node, 'status', 'conditions').find((condition) => condition.type === 'Ready')
  const words = ready ? [ready.status === 'True' ? 'Ready' : 'NotReady'] : ['Unknown']
  if (objectAt(node, 'spec').unschedulable === true) words.push('SchedulingDisabled')
  return words.join(',')
}

function roles(node: ApiObject): string {
  const prefix = 'node-role.kubernetes.io/'
  const found = Object.keys(node.metadata.labels ?? {}).filter((label) => label.startsWith(prefix))
  return (
    found
      .map((label) => label.slice(prefix.length))
      .toSorted()
      .join(',') || '<none>'
  )
}

function info(node: ApiObject, field: string): string {
  return textAt(node, 'status', 'nodeInfo', field)
}

function address(node: ApiObject, type: string): string {
  const found = listAt(node, 'status', 'addresses').find((entry) => entry.type === type)
  return textAt(found, 'address') || '<none>'
}
