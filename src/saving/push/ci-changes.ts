import { askObjects, type Objects } from '../objects.ts'
import { ciDefinitions } from './ci-definitions.ts'

/**
 * Paths of CI definitions that a commit changes which the remote lacks. A path counts unless its content there is what
 * one of the `known` commits (the base's and the work branch's on the remote) has, so that merging the base branch is no
 * change, and taking an old, perhaps weaker, definition back is one. Merges are compared with each parent.
 */
export async function ciChanges(objects: Objects, tip: string, known: readonly string[]): Promise<string[]> {
  const commits = await askObjects(objects, ['rev-list', tip, ...known.map((commit) => `^${commit}`)])
  if (commits.length === 0) return []
  const words = ['diff-tree', '--stdin', '-m', '-r', '-z', '--root', '--raw', '--no-renames', '--no-commit-id']
  const raw = await askObjects(objects, [...words, '--', ...ciDefinitions], { input: commits.toString('latin1') })
  const changes = parseRaw(raw.toString('latin1'))
  if (changes.length === 0) return []
  const allowed = await Promise.all(known.map((commit) => definitions(objects, commit)))
  const changed = changes.filter(({ path, content }) => !allowed.some((there) => (there.get(path) ?? gone) === content))
  return [...new Set(changed.map(({ path }) => Buffer.from(path, 'latin1').toString('utf8')))].toSorted()
}

const gone = 'gone'

async function definitions(objects: Objects, commit: string): Promise<Map<string, string>> {
  const list = await askObjects(objects, ['ls-tree', '-r', '-z', '--full-tree', commit, '--', ...ciDefinitions])
  const entries = list.toString('latin1').split('\0').filter(Boolean)
  return new Map(
    entries.map((entry) => {
      const [head = '', path = ''] = splitAt(entry, entry.indexOf('\t'))
      const [mode = '', , id = ''] = head.split(' ')
      return [path, `${mode} ${id}`]
    }),
  )
}

/** `:old-mode new-mode old-id new-id status`, then the path, each ended by NUL. */
function parseRaw(raw: string): { path: string; content: string }[] {
  const words = raw.split('\0')
  const changes: { path: string; content: string }[] = []
  for (let at = 0; at + 1 < words.length; at += 2) {
    const [, mode = '', , id = ''] = (words[at] ?? '').split(' ')
    changes.push({ path: words[at + 1] ?? '', content: mode === '000000' ? gone : `${mode} ${id}` })
  }
  return changes
}

function splitAt(text: string, at: number): [string, string] {
  return [text.slice(0, at), text.slice(at + 1)]
}
