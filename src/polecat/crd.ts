import { kubernetesRules, rootRules, specRules, taskRules } from './crd-rules.ts'
import { customResource, type CustomResourceDefinition, type PrinterColumn } from './custom-resource.ts'
import { polecatSpec } from './schema.ts'
import { polecatStatus } from './status.ts'
import { structural, type StructuralSchema } from './structural.ts'

/** The Polecat's CustomResourceDefinition, made from its schemas. */
export function polecatCrd(): CustomResourceDefinition {
  const spec = structural(polecatSpec.describe('What is wanted.'))
  spec['x-kubernetes-validations'] = specRules
  addRules(spec, 'taskDescription', taskRules)
  addRules(spec, 'kubernetes', kubernetesRules)
  return customResource({
    kind: 'Polecat',
    description: 'One worker with one task: an unattended coding agent, its limits, and where its work goes.',
    scope: 'Namespaced',
    shortNames: ['pcat'],
    columns,
    spec,
    status: structural(polecatStatus.describe('What was seen; written by the operator only.')),
    rules: rootRules,
  })
}

function addRules(schema: StructuralSchema, field: string, rules: StructuralSchema['x-kubernetes-validations']): void {
  const property = schema.properties?.[field]
  if (property) property['x-kubernetes-validations'] = rules
}

const columns: PrinterColumn[] = [
  { name: 'Phase', type: 'string', jsonPath: '.status.phase', description: 'Where it stands.' },
  { name: 'Reason', type: 'string', jsonPath: '.status.reason', description: 'Why it stands there.' },
  { name: 'Agent', type: 'string', jsonPath: '.status.agent', description: 'The agent that runs.' },
  { name: 'Branch', type: 'string', jsonPath: '.status.branch', description: 'The work branch.' },
  { name: 'Attempt', type: 'integer', jsonPath: '.status.attempt', description: 'The attempt that ran last.' },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp', description: 'Since it was created.' },
  { name: 'Rig', type: 'string', jsonPath: '.spec.rig', description: 'Its rig.', priority: 1 },
  { name: 'Saved', type: 'string', jsonPath: '.status.result.saved', description: 'What is saved.', priority: 1 },
  { name: 'Commit', type: 'string', jsonPath: '.status.result.commit', description: "The remote's.", priority: 1 },
  { name: 'Cost', type: 'number', jsonPath: '.status.usage.costUSD', description: 'US dollars.', priority: 1 },
  { name: 'Pod', type: 'string', jsonPath: '.status.podName', description: "The attempt's pod.", priority: 1 },
  { name: 'Message', type: 'string', jsonPath: '.status.message', description: 'In a sentence.', priority: 1 },
]
