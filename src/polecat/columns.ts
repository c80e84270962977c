/** The columns that the API server prints of a Polecat; `gastown list` reads the same ones, without the objects. */
import type { PrinterColumn } from './crd/custom-resource.ts'
import type { Polecat } from './schema.ts'
import type { PolecatStatus } from './status.ts'

export const polecatColumns: PrinterColumn[] = [
  { name: 'Phase', type: 'string', jsonPath: '.status.phase', description: 'Where it stands.' },
  { name: 'Reason', type: 'string', jsonPath: '.status.reason', description: 'Why it stands there.' },
  { name: 'Agent', type: 'string', jsonPath: '.status.agent', description: 'Agent of the attempt.' },
  { name: 'Branch', type: 'string', jsonPath: '.status.branch', description: 'The work branch.' },
  { name: 'Attempt', type: 'integer', jsonPath: '.status.attempt', description: 'The attempt that ran last.' },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp', description: 'Since it was created.' },
  { name: 'Rig', type: 'string', jsonPath: '.spec.rig', description: 'Its rig.', priority: 1 },
  { name: 'Saved', type: 'string', jsonPath: '.status.result.saved', description: 'What is saved.', priority: 1 },
  { name: 'Commit', type: 'string', jsonPath: '.status.result.commit', description: "The remote's.", priority: 1 },
  { name: 'Cost', type: 'number', jsonPath: '.status.usage.costUSD', description: 'US dollars.', priority: 1 },
  { name: 'Pod', type: 'string', jsonPath: '.status.podName', description: "The attempt's pod.", priority: 1 },
  { name: 'Message', type: 'string', jsonPath: '.status.message', description: 'In a sentence.', priority: 1 },
  { name: 'Activity', type: 'string', jsonPath: '.status.lastActivity', description: 'Its last time.', priority: 1 },
  { name: 'Finished', type: 'string', jsonPath: '.status.finishedAt', description: 'When it ended.', priority: 1 },
  { name: 'Sandboxed', type: 'boolean', jsonPath: '.status.sandboxed', description: 'In local mode.', priority: 1 },
  { name: 'Wanted Agent', type: 'string', jsonPath: '.spec.agent', description: 'As asked for.', priority: 1 },
  {
    name: 'Wanted Branch',
    type: 'string',
    jsonPath: '.spec.kubernetes.workBranch',
    description: 'As asked for.',
    priority: 1,
  },
  {
    name: 'Created',
    type: 'string',
    jsonPath: '.metadata.creationTimestamp',
    description: 'When it was created.',
    priority: 1,
  },
  {
    name: 'Deleted',
    type: 'string',
    jsonPath: '.metadata.deletionTimestamp',
    description: 'When its removal was asked for.',
    priority: 1,
  },
]

/** What a line of the table tells of a polecat; a whole Polecat is one too. */
export interface ListedPolecat {
  readonly metadata: Pick<Polecat['metadata'], 'name' | 'creationTimestamp' | 'deletionTimestamp'>
  readonly spec: Pick<Polecat['spec'], 'rig' | 'agent' | 'agentConfig'> & {
    readonly kubernetes: Pick<Polecat['spec']['kubernetes'], 'workBranch'>
  }
  readonly status?: Omit<PolecatStatus, 'phases' | 'conditions'> | undefined
}

interface ServerTable {
  readonly columns: readonly { readonly name: string }[]
  readonly rows: readonly (readonly unknown[])[]
}

/** Undefined where the server's definition is an older one, without some of the columns. */
export function listedPolecats({ columns, rows }: ServerTable): ListedPolecat[] | undefined {
  const wanted = [{ name: 'Name', type: 'string', jsonPath: '.metadata.name' }, ...polecatColumns]
    // A date is printed as an age, which is no time any more.
    .filter(({ type }) => type !== 'date')
    .map(({ name, jsonPath }) => ({
      at: columns.findIndex((column) => column.name === name),
      path: jsonPath.slice(1).split('.'),
    }))
  if (wanted.some(({ at }) => at < 0)) return undefined
  return rows.map((cells) => {
    const polecat = { metadata: {}, spec: { kubernetes: {} } }
    for (const { at, path } of wanted) if (cells[at] !== null && cells[at] !== undefined) put(polecat, path, cells[at])
    return polecat as ListedPolecat
  })
}

function put(object: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let at = object
  for (const name of path.slice(0, -1)) at = (at[name] ??= {}) as Record<string, unknown>
  at[path.at(-1) ?? ''] = value
}
