import { isOnInCore } from '../git-config.ts'
import { folderBelow, type Folder } from '../scan/folder.ts'
import { readSmall } from '../scan/small-file.ts'

const configBytes = 1024 * 1024
const patternBytes = 512 * 1024

/** Which paths a working tree's own patterns keep out of it. The agent's, so it only words what is told. */
export interface SparseCheckout {
  isOutside(path: string, isFolder: boolean): boolean
}

/** `git`: the folder with the index. Undefined where nothing is sparse, or the patterns are more than plain paths. */
export function sparseIn(git: Folder | undefined): SparseCheckout | undefined {
  if (git === undefined || !isOn(git)) return undefined
  using info = folderBelow(git, ['info'])
  const text = info && readSmall(info, 'sparse-checkout', patternBytes)
  return text === undefined ? undefined : sparseOf(text)
}

function isOn(git: Folder): boolean {
  const [common, own] = ['config', 'config.worktree'].map((name) =>
    isOnInCore(readSmall(git, name, configBytes) ?? '', 'sparsecheckout'),
  )
  return own ?? common ?? false
}

interface Pattern {
  readonly place: number
  readonly includes: boolean
}

/** Each pattern as a key that what it matches can be looked up by: what an agent writes costs no search. */
function sparseOf(text: string): SparseCheckout | undefined {
  const patterns = new Map<string, Pattern>()
  for (const [place, line] of text.split(/\r?\n/).entries()) {
    if (line === '' || line.startsWith('#')) continue
    const key = keyOf(line.replace(/^!/, ''))
    if (key === undefined) return undefined
    patterns.set(key, { place, includes: !line.startsWith('!') })
  }
  return {
    isOutside(path, isFolder) {
      for (let [at, asFolder] = [path, isFolder]; at !== ''; [at, asFolder] = [parentOf(at), true]) {
        const found = keysOf(at, asFolder).flatMap((key) => patterns.get(key) ?? [])
        // The last one says; without one, the folder above does.
        if (found.length > 0) return !found.reduce((one, other) => (one.place > other.place ? one : other)).includes
      }
      return true
    },
  }
}

/** Undefined for what is more than a path, or than all that is in one. */
function keyOf(pattern: string): string | undefined {
  const [, literal = '', star = '', slash = ''] =
    /^((?:[^*?[\\ ]|\\[^*]| (?!$))*?)((?<=^|\/)\*)?(\/?)$/.exec(pattern) ?? []
  if (literal + star === '') return undefined
  const path = literal.replaceAll(/\\(.)/g, '$1') + star
  return `${path.includes('/') && !path.startsWith('/') ? '/' : ''}${path}${slash}`
}

function keysOf(path: string, isFolder: boolean): string[] {
  const parent = parentOf(path)
  const name = path.slice(parent === '' ? 0 : parent.length + 1)
  const keys = [`/${path}`, parent === '' ? '/*' : `/${parent}/*`, name, '*']
  return isFolder ? [...keys, ...keys.map((key) => `${key}/`)] : keys
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}
