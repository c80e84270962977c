/** What a program's publisher shipped it as: the layout whose root it lies in. Everything else is a file alone. */
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { layouts, type Layout } from './program-layouts.ts'
import { isWithin } from './within.ts'

export interface ProgramRoot {
  readonly layout: Layout
  readonly folder: string
}

/** A mark is looked for this many folders up. */
const deepest = 4

/** `place` is a real path. */
export async function programRoot(place: string, home: string): Promise<ProgramRoot | undefined> {
  for (const layout of layouts)
    for (const pattern of layout.at ?? []) {
      const folder = rootAt(place, pattern)
      if (folder !== undefined) return { layout, folder }
    }
  return await markedRoot(place, home)
}

/** The parts of it that are there. */
export async function partsOf({ layout, folder }: ProgramRoot): Promise<string[]> {
  const found = await Promise.all(layout.parts.map(async (part) => await matches(join(folder, part))))
  return found.flat()
}

function rootAt(place: string, pattern: string): string | undefined {
  const names = place.split('/').slice(1)
  const wanted = pattern.split('/').filter((name) => name !== '')
  const last = pattern.startsWith('/') ? 0 : names.length - wanted.length
  for (let at = 0; at <= last; at++)
    if (wanted.every((name, index) => name === '*' || name === names[at + index]) && names.length >= at + wanted.length)
      return `/${names.slice(0, at + wanted.length).join('/')}`
  return undefined
}

async function markedRoot(place: string, home: string): Promise<ProgramRoot | undefined> {
  for (let at = dirname(place), up = 0; up < deepest && at !== '/' && !isWithin(home, at); at = dirname(at), up++)
    for (const layout of layouts) {
      const marks = layout.marks ?? []
      if (marks.length === 0 || !(await everyIsThere(at, marks))) continue
      return (await isWorkingCopy(at)) ? undefined : { layout, folder: at }
    }
  return undefined
}

/** What is tracked in it is the user's work, whatever else it looks like. */
export async function isWorkingCopy(folder: string): Promise<boolean> {
  return await isThere(join(folder, '.git'))
}

async function everyIsThere(folder: string, names: readonly string[]): Promise<boolean> {
  for (const name of names) if (!(await isThere(join(folder, name)))) return false
  return true
}

async function isThere(place: string): Promise<boolean> {
  return await stat(place).then(
    () => true,
    () => false,
  )
}

async function matches(place: string): Promise<string[]> {
  if (!place.endsWith('*')) return (await isThere(place)) ? [place] : []
  const folder = dirname(place)
  const start = basename(place).slice(0, -1)
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => name.startsWith(start)).map((name) => join(folder, name))
}
