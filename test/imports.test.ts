/** Imports point inward. Read from the sources, so that the layout cannot drift from what test/rooms.ts says of it. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { arrows, inner, levels } from './rooms.ts'

const rooms = levels.flatMap((level) => Object.keys(level))

const src = fileURLToPath(new URL('../src', import.meta.url))
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file))

/** Every file below src with the files below src that it imports. */
const imports = new Map(files.map((file) => [file, importsOf(file)]))

function importsOf(file: string): string[] {
  const text = readFileSync(join(src, file), 'utf8')
  const found = text.matchAll(/(?:^|[\s;}])(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g)
  return [...found].map(([, target]) => relative(src, join(src, dirname(file), target ?? '')))
}

function groupOf(file: string): string {
  return file.split('/')[0] ?? file
}

function isAllowed(from: string, to: string): boolean {
  if (from === to) return true
  return levelOf(from) < levelOf(to) || (levelOf(from) === levelOf(to) && (arrows[from] ?? []).includes(to))
}

function levelOf(group: string): number {
  return levels.findIndex((level) => group in level)
}

test('every file belongs to a room, and every room is there', () => {
  const strangers = files.filter((file) => !rooms.includes(groupOf(file)))
  expect(strangers).toEqual([])
  const inUse = new Set(files.map(groupOf))
  expect(rooms.filter((room) => !inUse.has(room))).toEqual([])
})

test('every folder inside of a room is listed with what it is for', () => {
  const folders = new Set(files.map((file) => dirname(file)).filter((folder) => folder.includes('/')))
  expect(Object.keys(inner).toSorted()).toEqual([...folders].toSorted())
  expect(Object.entries(inner).filter(([, words]) => words.length < 10)).toEqual([])
})

test('imports point inward', () => {
  const outward = [...imports].flatMap(([file, targets]) =>
    targets.filter((target) => !isAllowed(groupOf(file), groupOf(target))).map((target) => `${file} imports ${target}`),
  )
  expect(outward).toEqual([])
})

test('every listed arrow is used for something that exists', () => {
  const named = new Set([...Object.keys(arrows), ...Object.values(arrows).flat()])
  expect([...named].filter((group) => !rooms.includes(group))).toEqual([])
})

test('no file imports itself, by whatever way', () => {
  const done = new Set<string>()
  const cycles: string[] = []
  const visit = (file: string, above: readonly string[]): void => {
    const start = above.indexOf(file)
    if (start >= 0) cycles.push([...above.slice(start), file].join(' → '))
    if (start >= 0 || done.has(file)) return
    for (const target of imports.get(file) ?? []) visit(target, [...above, file])
    done.add(file)
  }
  for (const file of files) visit(file, [])
  expect(cycles).toEqual([])
})

test('folders have themes, and no file is a drawer', () => {
  const drawer = /(^|\/)(utils?|helpers?|types?|constants?|common|misc|index)(\.tsx?|\/|$)/
  expect(files.filter((file) => drawer.test(file))).toEqual([])
})

test('no file has more than 250 lines', () => {
  const long = files.filter((file) => readFileSync(join(src, file), 'utf8').split('\n').length > 251)
  expect(long).toEqual([])
})
