import { customResource, type CustomResourceDefinition, type PrinterColumn } from '../polecat/crd/custom-resource.ts'
import { kubernetesRules } from '../polecat/crd/crd-rules.ts'
import { structural } from '../polecat/crd/structural.ts'
import { rigSpec, rigStatus } from './schema.ts'

/** The Rig's CustomResourceDefinition, made from its schemas. */
export function rigCrd(): CustomResourceDefinition {
  const spec = structural(rigSpec.describe('Desired state.'))
  const kubernetes = spec.properties?.defaults?.properties?.kubernetes
  if (kubernetes) kubernetes['x-kubernetes-validations'] = kubernetesRules.slice(0, 1)
  return customResource({
    kind: 'Rig',
    description: 'A project that polecats work on: its repository, its limits, and what its polecats get by default.',
    scope: 'Cluster',
    columns,
    spec,
    status: structural(rigStatus.describe('Observed state; written only by the operator.')),
    rules: [{ rule: 'size(self.metadata.name) <= 63', message: 'at most 63 characters', fieldPath: '.metadata.name' }],
  })
}

const columns: PrinterColumn[] = [
  { name: 'URL', type: 'string', jsonPath: '.spec.gitURL', description: 'The git repository.' },
  { name: 'Prefix', type: 'string', jsonPath: '.spec.beadsPrefix', description: 'Prefix of its beads.' },
  {
    name: 'Limit',
    type: 'integer',
    jsonPath: '.spec.settings.maxPolecats',
    description: 'Maximum number of running polecats.',
  },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp', description: 'Time since creation.' },
]
