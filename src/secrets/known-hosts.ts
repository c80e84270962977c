/** Lines of known_hosts: checked, and joined with the pinned ones. */
import { pinnedHosts } from './pinned-hosts.ts'
import { valid, invalid, type Parsed } from './parsed.ts'

export interface HostLine {
  readonly hosts: readonly string[]
  readonly type: string
  /** base64. */
  readonly key: string
}

/** The lines of a file; hashed names and certificate authorities are kept as they are. */
export function readKnownHosts(text: string): Parsed<readonly HostLine[]> {
  const lines: HostLine[] = []
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue
    const read = readHostLine(line)
    if (read === undefined) return invalid(`has no host key in line ${index + 1}`, 'Create it with: ssh-keyscan HOST')
    lines.push(read)
  }
  return lines.length === 0 ? invalid('contains no host key', 'Create it with: ssh-keyscan HOST') : valid(lines)
}

function readHostLine(line: string): HostLine | undefined {
  const parts =
    /^(?<marker>@(?:cert-authority|revoked)\s+)?(?<hosts>\S+)\s+(?<type>\S+)\s+(?<key>[A-Za-z0-9+/=]+)/.exec(
      line.trim(),
    )?.groups
  const { marker = '', hosts = '', type = '', key = '' } = parts ?? {}
  const blob = Buffer.from(key, 'base64')
  // A key begins with the name of its type.
  if (type === '' || blob.length < 36 || blob.toString('latin1', 4, 4 + blob.readUInt32BE(0)) !== type) return undefined
  return { hosts: `${marker}${hosts}`.split(','), type, key }
}

/** Later lists win: of an earlier one, lines of hosts that a later one names are dropped. */
export function joinKnownHosts(...lists: readonly (readonly HostLine[])[]): HostLine[] {
  return lists.flatMap((list, index) => {
    const later = new Set(lists.slice(index + 1).flatMap((other) => other.flatMap(({ hosts }) => hosts)))
    return list
      .map((line) => ({ ...line, hosts: line.hosts.filter((host) => !later.has(host)) }))
      .filter(({ hosts }) => hosts.length > 0)
  })
}

export function knownHostsText(lines: readonly HostLine[]): string {
  return lines.map(({ hosts, type, key }) => `${hosts.join(',')} ${type} ${key}\n`).join('')
}

export function pinnedLines(): HostLine[] {
  return pinnedHosts.flatMap(({ names, keys }) =>
    keys.map((line) => {
      const [type = '', key = ''] = line.split(' ')
      return { hosts: names, type, key }
    }),
  )
}

/** Whether a connection to this host can be told from an impostor. Hashed and wildcard names count as a yes. */
export function knowsHost(lines: readonly HostLine[], host: string): boolean {
  return lines.some(({ hosts }) => hosts.some((name) => name === host || /^\|1\||[*?]|^@/.test(name)))
}

/** Hosts whose given key is another than the pinned one. */
export function differingHosts(given: readonly HostLine[]): string[] {
  const pinned = pinnedLines()
  const differing = given.flatMap(({ hosts, type, key }) =>
    hosts.filter((host) => {
      const same = pinned.filter((line) => line.hosts.includes(host))
      return same.length > 0 && !same.some((line) => line.type === type && line.key === key)
    }),
  )
  return [...new Set(differing)]
}
