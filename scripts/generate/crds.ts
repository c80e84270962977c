import { stringify } from 'yaml'
import { polecatCrd } from '../../src/polecat/crd/crd.ts'
import { rigCrd } from '../../src/rig/crd.ts'

const head = '# Generated from the schemas in src/ by `npm run generate`.\n'

export const crdFiles = [
  { file: 'templates/crds/polecats.yaml', text: () => head + yaml(polecatCrd()) },
  { file: 'templates/crds/rigs.yaml', text: () => head + yaml(rigCrd()) },
]

function yaml(value: object): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false })
}
