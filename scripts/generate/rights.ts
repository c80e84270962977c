import { operatorRights } from '../../src/operator-rights.ts'
import { polecatNamespace, workerNamespace } from '../../src/polecat/names.ts'
import { code, page, table } from './markdown.ts'

/** docs/reference/rights.md */
export function rightsPage(): string {
  const rights = operatorRights({ polecatNamespace, workerNamespace })
  return page(
    'Rights of the operator',
    'All that the service account `gastown-operator` may do; `gastown install` grants exactly this.',
    table(
      ['namespace', 'API group', 'resource', 'object', 'verbs'],
      rights.map(({ namespace, group, resource, name, verbs }) => [
        namespace === undefined ? 'the whole cluster' : code(namespace),
        group === '' ? 'core' : code(group),
        code(resource),
        name === undefined ? 'any' : code(name),
        verbs.join(', '),
      ]),
    ),
    'Roles for people are in [how to install](../how-to/install.md#who-may-do-what).',
  )
}
