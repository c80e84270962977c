/** The columns that the API server prints of a Polecat; `gastown list` reads the same ones, without the objects. */
import type { PrinterColumn } from './crd/custom-resource.ts'
import type { Polecat } from './schema.ts'
import type { PolecatStatus } from './status.ts'

export const polecatColumns: PrinterColumn[] = [
  { name: 'Phase', type: 'string', jsonPath: '.status.phase', description: 'Phase of the polecat.' },
  { name: 'Reason', type: 'string', jsonPath: '.status.reason', description: 'Reason for the phase.' },
  { name: 'Agent', type: 'string', jsonPath: '.status.agent', description: 'Agent of the attempt.' },
  { name: 'Branch', type: 'string', jsonPath: '.status.branch', description: 'The work branch.' },
  { name: 'Attempt', type: 'integer', jsonPath: '.status.attempt', description: 'Number of the last attempt.' },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp', description: 'Time since creation.' },
  { name: 'Rig', type: 'string', jsonPath: '.spec.rig', description: 'Rig of the polecat.', priority: 1 },
  {
    name: 'Saved',
    type: 'string',
    jsonPath: '.status.result.saved',
    description: 'Whether the work is saved.',
    priority: 1,
  },
  {
    name: 'Commit',
    type: 'string',
    jsonPath: '.status.result.commit',
    description: 'Commit on the remote.',
    priority: 1,
  },
  { name: 'Cost', type: 'number', jsonPath: '.status.usage.costUSD', description: 'Cost in USD.', priority: 1 },
  { name: 'Pod', type: 'string', jsonPath: '.status.podName', description: "The attempt's pod.", priority: 1 },
  {
    name: 'Message',
    type: 'string',
    jsonPath: '.status.message',
    description: 'Explanation of the reason.',
    priority: 1,
  },
  {
    name: 'Activity',
    type: 'string',
    jsonPath: '.status.lastActivity',
    description: 'Time of the last activity.',
    priority: 1,
  },
  { name: 'Finished', type: 'string', jsonPath: '.status.finishedAt', description: 'Time of the end.', priority: 1 },
  {
    name: 'Sandboxed',
    type: 'boolean',
    jsonPath: '.status.sandboxed',
    description: 'Whether the agent is sandboxed.',
    priority: 1,
  },
  { name: 'Wanted Agent', type: 'string', jsonPath: '.spec.agent', description: 'Requested in the spec.', priority: 1 },
  {
    name: 'Wanted Branch',
    type: 'string',
    jsonPath: '.spec.kubernetes.workBranch',
    description: 'Requested in the spec.',
    priority: 1,
  },
  {
    name: 'Created',
    type: 'string',
    jsonPath: '.metadata.creationTimestamp',
    description: 'Time of creation.',
    priority: 1,
  },
  {
    name: 'Deleted',
    type: 'string',
    jsonPath: '.metadata.deletionTimestamp',
    description: 'Time when deletion was requested.',
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
