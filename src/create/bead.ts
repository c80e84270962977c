/** An issue of the beads tracker, as far as a polecat needs it. */
export interface Bead {
  readonly id: string
  readonly title: string
  readonly status: string
  readonly assignee?: string
  readonly closeReason?: string
  /** What is to be done, with the titles of its parts. */
  readonly parts: readonly { readonly title?: string; readonly text: string }[]
}

/** From one object of `bd show --json`, or of the tracker's exported file; undefined where it is no issue. */
export function beadFrom(value: unknown): Bead | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const fields = value as Readonly<Record<string, unknown>>
  const text = (name: string) => {
    const found = fields[name]
    return typeof found === 'string' && found.trim() !== '' ? found.trim() : undefined
  }
  const [id, title] = [text('id'), text('title')]
  if (id === undefined || title === undefined) return undefined
  const titles = { design: 'Design', acceptance_criteria: 'Acceptance criteria', notes: 'Notes' }
  const parts = Object.entries({ description: undefined, ...titles }).flatMap(([name, heading]) => {
    const found = text(name)
    return found === undefined ? [] : [{ title: heading, text: found }]
  })
  return {
    id,
    title,
    // The tracker leaves out what is usual.
    status: text('status') ?? 'open',
    assignee: text('assignee'),
    closeReason: text('close_reason'),
    parts,
  }
}

/** The bead as a task. */
export function beadTask({ id, title, parts }: Bead): string {
  const told = parts.map((part) => (part.title === undefined ? part.text : `${part.title}:\n${part.text}`))
  return [`${title} (bead ${id})`, ...told].join('\n\n')
}

/** Nobody is to work on it any more. */
export function isClosed({ status }: Bead): boolean {
  return status === 'closed' || status === 'tombstone'
}

/** Whether it is one of a project with this prefix. */
export function hasPrefix({ id }: Bead, prefix: string): boolean {
  return id.startsWith(`${prefix}-`)
}

/** The prefix for a rig whose first bead it is; undefined where no rig may have such a one. */
export function rigPrefixOf({ id }: Bead): string | undefined {
  return /^([a-z]{2,10})-[^-]+$/.exec(id)?.[1]
}
