/** Text of .git/info/attributes, which has the last word: what the repository gives to git-lfs goes to our filter. */
import { ownFilter } from './filter.ts'

/**
 * The lines of all .gitattributes that say something of a filter, as one file: so that files which the agent renames or
 * copies are treated as their rules say. `attributes` is by folder, '' or one that ends in a slash.
 */
export function filterLines(attributes: ReadonlyMap<string, string>): string[] {
  // Deeper folders win in git, later lines here; a folder's name begins with that of the one above.
  const folders = [...attributes].toSorted(([one], [other]) => (one < other ? -1 : 1))
  return folders.flatMap(([folder, text]) =>
    text
      .split(/\r?\n/)
      .map((line) => translated(line, folder))
      .filter((line) => line !== undefined),
  )
}

function translated(line: string, folder: string): string | undefined {
  const [, pattern, rest = ''] = /^[ \t]*([^ \t"#]\S*)[ \t]+(.*)/s.exec(line) ?? []
  // A macro, and what is quoted, is left to the lines for single files.
  if (pattern === undefined || pattern.startsWith('[attr]') || pattern.startsWith('!')) return undefined
  const words = rest.split(/[ \t]+/).filter((word) => /^[-!]?filter(=|$)/.test(word))
  if (words.length === 0) return undefined
  const own = words.map((word) => (word === 'filter=lfs' ? `filter=${ownFilter}` : word)).join(' ')
  if (folder === '') return `${pattern} ${own}`
  const inside = pattern.includes('/') ? pattern.replace(/^\//, '') : `**/${pattern}`
  return `${quotedPattern(`/${globLiteral(folder)}${inside}`)} ${own}`
}

/** A line for one file, by its path. */
export function fileLine(path: string): string {
  return `${quotedPattern(`/${globLiteral(path)}`)} filter=${ownFilter}`
}

function globLiteral(text: string): string {
  return text.replaceAll(/[*?[\\]/g, '\\$&')
}

/** As git quotes names: paths may hold anything. */
function quotedPattern(pattern: string): string {
  // oxlint-disable-next-line no-control-regex
  const escaped = pattern.replaceAll(/["\\]/g, '\\$&').replaceAll(/[\u0000-\u001f\u007f]/g, octal)
  return `"${escaped}"`
}

function octal(character: string): string {
  return `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`
}
