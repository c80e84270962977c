/** What templates/operator/rights.yaml grants is what the operator asks for. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { operatorRights } from '../../../src/operator-rights.ts'
import { polecatNamespace, workerNamespace } from '../../../src/polecat/names.ts'

interface Role {
  kind: string
  metadata: { namespace?: string }
  rules: { apiGroups: string[]; resources: string[]; resourceNames?: string[]; verbs: string[] }[]
}

test('the template grants exactly the table of rights', () => {
  const text = readFileSync(new URL('../../../templates/operator/rights.yaml', import.meta.url), 'utf8')
  const documents = parseAllDocuments(text).map((document) => document.toJS() as Role)
  const granted = documents
    .filter(({ kind }) => kind === 'Role' || kind === 'ClusterRole')
    .flatMap(({ metadata: { namespace }, rules }) =>
      rules.map(({ apiGroups: [group], resources: [resource], resourceNames: [name] = [], verbs }) =>
        JSON.stringify({ namespace, group, resource, name, verbs }),
      ),
    )
  const table = operatorRights({ polecatNamespace, workerNamespace }).map(
    ({ namespace, group, resource, name, verbs }) => JSON.stringify({ namespace, group, resource, name, verbs }),
  )
  expect(granted.toSorted()).toEqual(table.toSorted())
})
