import type { Dirent } from 'node:fs'
import type { Look } from './look.ts'
import { nameKind } from './names.ts'
import type { Report } from './report.ts'
import type { Candidate } from './rules.ts'
import type { Seen } from './seen.ts'

/** Which names of a folder are looked at. */
export class Sieve {
  /** What only rules of the agent's hide. */
  readonly hidden: Candidate[] = []
  readonly #look: Look
  readonly #report: Report

  constructor(look: Look, report: Report) {
    this.#look = look
    this.#report = report
  }

  /** `since`: the last change of the agent's rules for this folder. */
  async keep(list: readonly Dirent[], path: string, seen: Seen, since: number): Promise<readonly Dirent[]> {
    return await this.#notHidden(await this.#worthSaving(list, path, seen), path, seen, since)
  }

  /** Without what is git's own, what no server takes, and what the base commit's rules hide. */
  async #worthSaving(list: readonly Dirent[], path: string, seen: Seen): Promise<readonly Dirent[]> {
    const prefix = path === '' ? '' : `${path}/`
    const kept = list.filter(({ name }) => {
      const kind = nameKind(name)
      if (kind === 'repository' && path !== '') this.#report.count('embedded repositories saved as plain files')
      if (kind === 'refused') this.#report.leaveOut('refused', prefix + name)
      return kind === 'ordinary'
    })
    const unsure = kept.filter(
      (entry) => !this.#look.tracked.has(prefix + entry.name) && seen.hidden(entry) === undefined,
    )
    if (unsure.length > 0) {
      const asked = unsure.map((entry) => ({ path: prefix + entry.name, isFolder: entry.isDirectory() }))
      const answers = await this.#look.rules.hidden(asked)
      unsure.forEach((entry, index) => seen.setHidden(entry, answers[index] ?? false))
    }
    return kept.filter((entry) => {
      if (this.#look.tracked.has(prefix + entry.name) || seen.hidden(entry) !== true) return true
      this.#report.count('files and folders hidden by ignore rules')
      return false
    })
  }

  /** Files that only the agent's rules hide wait for the end. */
  async #notHidden(list: readonly Dirent[], path: string, seen: Seen, since: number): Promise<readonly Dirent[]> {
    const { agentRules, tracked } = this.#look
    if (agentRules === undefined) return list
    const asked = list
      .map((entry) => ({
        entry,
        path: path === '' ? entry.name : `${path}/${entry.name}`,
        isFolder: entry.isDirectory(),
      }))
      .filter((one) => !tracked.has(one.path))
    const unsure = asked.filter(({ entry }) => seen.hiddenByAgent(entry, since) === undefined)
    if (unsure.length > 0) {
      const answers = await agentRules.hidden(unsure)
      unsure.forEach(({ entry }, index) => seen.setHiddenByAgent(entry, since, answers[index] ?? false))
    }
    const hidden = asked.filter(({ entry }) => seen.hiddenByAgent(entry, since) === true)
    if (hidden.length === 0) return list
    this.hidden.push(...hidden)
    const names = new Set(hidden.map(({ entry }) => entry.name))
    return list.filter(({ name }) => !names.has(name))
  }
}
