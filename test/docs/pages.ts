/** The project's pages for people, and what a page says that can be looked up in the repository. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** README.md, CONTRIBUTING.md, SECURITY.md and everything below docs/, relative to the repository. */
export function pages(): string[] {
  const below = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  const docs = below.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)
  return ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...docs.toSorted()]
}

export function read(page: string): string {
  return readFileSync(join(root, page), 'utf8')
}

/** Links and paths of a page that lead nowhere, each with its line. */
export function deadEnds(page: string, text: string): string[] {
  return linesOf(text).flatMap(({ line, number, isCode }) => {
    const links = isCode ? [] : linksIn(line).filter((link) => !isThere(page, link))
    return [...links, ...pathsIn(line, isCode).filter((path) => !existsSync(join(root, path)))].map(
      (target) => `${page}:${number}: ${target}`,
    )
  })
}

/** The text below the last heading of this title, up to the next one. */
export function section(text: string, title: string): string | undefined {
  const parts = text.split(/^#+ /m)
  return parts.findLast((part) => part.startsWith(`${title}\n`))?.slice(title.length)
}

/** The titles of a page, without marks of code. */
export function headings(text: string): string[] {
  return linesOf(text).flatMap(({ line, isCode }) => (isCode ? [] : (/^#+ (.*)$/.exec(line)?.[1] ?? [])))
}

interface Line {
  readonly line: string
  readonly number: number
  /** Inside of a block; of a language, it shows what others write. */
  readonly isCode: boolean
}

/** Without blocks of a language, such as a shell's: their paths are the reader's. */
function linesOf(text: string): Line[] {
  let fence: string | undefined
  return text.split('\n').flatMap((line, index) => {
    const mark = /^\s*```(\S*)/.exec(line)
    if (mark !== null) {
      fence = fence === undefined ? mark[1] : undefined
      return []
    }
    return fence === undefined || fence === '' ? [{ line, number: index + 1, isCode: fence !== undefined }] : []
  })
}

function linksIn(line: string): string[] {
  const links = [...line.replaceAll(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)]
  return links.map(([, link]) => link ?? '').filter((link) => !/^(https?|mailto):/.test(link))
}

function isThere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? page : relative(root, join(root, dirname(page), path))
  if (target.startsWith('..') || !existsSync(join(root, target))) return false
  return anchor === undefined || headings(read(target)).map(anchorOf).includes(anchor)
}

/** As GitHub makes them. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}

/**
 * Paths in spans of code, and in blocks. Of one with a placeholder (`NAME`, `<name>`, `…`, `*`) the folders before it count.
 */
function pathsIn(line: string, isCode: boolean): string[] {
  const spans = isCode ? [line] : [...line.matchAll(/`([^`]+)`/g)].map(([, span]) => span ?? '')
  return spans.flatMap((span) => {
    const paths = [...span.matchAll(/(?<![\w./-])(?:src|test|docs|templates|scripts|images)\/[\w./*<>…-]*/g)]
    return paths.map(([path]) => fixedPart(path))
  })
}

function fixedPart(path: string): string {
  const parts = path.split('/')
  const free = parts.findIndex((part) => /[*<…]|^[A-Z]{2,}/.test(part))
  return (free < 0 ? path : parts.slice(0, free).join('/')).replace(/[./]+$/, '')
}
