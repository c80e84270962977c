/**
 * A git configuration of the agent's, line by line: what stands in it takes no longer to read than it is long, and
 * includes no file. https://git-scm.com/docs/git-config#_syntax
 */
export interface Setting {
  /** In lowercase letters, like the key. */
  readonly section: string
  readonly subsection: string | undefined
  readonly key: string
  readonly value: string
}

const header = /^\s*\[\s*([^\s"\]]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]/
const setting = /^\s*([a-z][a-z0-9-]*)\s*(?:=\s*(?:"([^"]*)|([^"\s#;]*))|[#;]|$)/i

export function* settingsIn(config: string): Generator<Setting> {
  let section = ''
  let subsection: string | undefined
  for (const line of config.split('\n')) {
    const begun = header.exec(line)
    if (begun !== null) [section, subsection] = [begun[1]?.toLowerCase() ?? '', begun[2]]
    const set = setting.exec(line.slice(begun?.[0].length ?? 0))
    // A key alone is switched on.
    if (set !== null)
      yield { section, subsection, key: (set[1] ?? '').toLowerCase(), value: set[2] ?? set[3] ?? 'true' }
  }
}

/** Whether core.`key` is switched on; the last word counts. */
export function isOnInCore(config: string, key: string): boolean | undefined {
  let isOn: boolean | undefined
  for (const one of settingsIn(config))
    if (one.section === 'core' && one.subsection === undefined && one.key === key)
      isOn = /^(true|yes|on|1)$/i.test(one.value)
  return isOn
}
