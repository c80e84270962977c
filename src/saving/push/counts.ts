import { askObjects, type Objects } from '../objects.ts'

export interface Counts {
  readonly commits: number
  readonly filesChanged: number
  readonly insertions: number
  readonly deletions: number
}

/** How much work stands between the base commit and the tip. */
export async function countWork(objects: Objects, base: string, tip: string, signal?: AbortSignal): Promise<Counts> {
  if (base === tip) return { commits: 0, filesChanged: 0, insertions: 0, deletions: 0 }
  const limit = { timeoutMs: 30_000, signal }
  const diff = ['diff', '--shortstat', '--no-ext-diff', '--no-textconv', '--ignore-submodules=all', `${base}...${tip}`]
  const [commits, stat] = await Promise.all([
    askObjects(objects, ['rev-list', '--count', `${base}..${tip}`], limit),
    askObjects(objects, diff, limit),
  ])
  return { commits: Number(commits.toString()), ...parseShortstat(stat.toString()) }
}

export function parseShortstat(text: string): Omit<Counts, 'commits'> {
  const number = (pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0)
  return {
    filesChanged: number(/(\d+) files? changed/),
    insertions: number(/(\d+) insertions?/),
    deletions: number(/(\d+) deletions?/),
  }
}
