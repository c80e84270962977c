import type { OwnGit } from '../snapshot/own-git.ts'
import { ruleFile, Rules, type IgnoreRules } from './rules.ts'
import { modes, type Tracked } from './tracked.ts'

const ruleBytes = 1024 * 1024

/** The base commit's ignore rules: no rule and no file of the agent's has a say. */
export async function ignoreRulesOf(git: OwnGit, tracked: Tracked, folder: string): Promise<IgnoreRules> {
  const rules = new Rules(git, folder)
  for (const [path, { mode, sha }] of tracked) {
    if (path !== ruleFile && !path.endsWith(`/${ruleFile}`)) continue
    if (mode !== modes.file && mode !== modes.program) continue
    const text = await git.output(['cat-file', 'blob', sha])
    if (text.length <= ruleBytes) rules.put(path, text)
  }
  return rules
}
