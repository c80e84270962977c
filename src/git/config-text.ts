/** One `name = value` of a git configuration: section, subsection where it has one, and key. */
export interface ConfigEntry {
  readonly section: string
  readonly subsection?: string
  readonly key: string
  readonly value: string
}

/** Entries as the text of a configuration file, in their order. No value or subsection can end its line. */
export function configText(entries: readonly ConfigEntry[]): string {
  let text = ''
  let open: string | undefined
  for (const { section, subsection, key, value } of entries) {
    const head = subsection === undefined ? `[${section}]` : `[${section} "${quotedSubsection(subsection)}"]`
    if (head !== open) text += `${head}\n`
    open = head
    text += `\t${key} = ${quotedValue(value)}\n`
  }
  return text
}

/** `a.b=c` and `a.b.c=d` as entries: the middle is the subsection. */
export function configEntry(name: string, value: string): ConfigEntry {
  const first = name.indexOf('.')
  const last = name.lastIndexOf('.')
  const entry = { section: name.slice(0, first), key: name.slice(last + 1), value }
  return first === last ? entry : { ...entry, subsection: name.slice(first + 1, last) }
}

function quotedValue(value: string): string {
  const escaped = value
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll(/[\r\0]/g, '')
  return `"${escaped}"`
}

function quotedSubsection(name: string): string {
  return name
    .replaceAll(/[\n\r\0]/g, '')
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
}
