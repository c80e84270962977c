import { polecatColumns } from '../columns.ts'
import { kubernetesRules, rootRules, specRules, taskRules } from './crd-rules.ts'
import { customResource, type CustomResourceDefinition } from './custom-resource.ts'
import { polecatSpec } from '../schema.ts'
import { polecatStatus } from '../status.ts'
import { structural, type StructuralSchema } from './structural.ts'

/** The Polecat's CustomResourceDefinition, made from its schemas. */
export function polecatCrd(): CustomResourceDefinition {
  const spec = structural(polecatSpec.describe('Desired state.'))
  spec['x-kubernetes-validations'] = specRules
  addRules(spec, 'taskDescription', taskRules)
  addRules(spec, 'kubernetes', kubernetesRules)
  return customResource({
    kind: 'Polecat',
    description: 'One worker with one task: an unattended coding agent, its limits, and where its work goes.',
    scope: 'Namespaced',
    shortNames: ['pcat'],
    columns: polecatColumns,
    spec,
    status: structural(polecatStatus.describe('Observed state; written only by the operator.')),
    rules: rootRules,
  })
}

function addRules(schema: StructuralSchema, field: string, rules: StructuralSchema['x-kubernetes-validations']): void {
  const property = schema.properties?.[field]
  if (property) property['x-kubernetes-validations'] = rules
}
