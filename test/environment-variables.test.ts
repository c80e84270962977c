/** The table of environment variables, from which the reference is made, has those that src reads and no others. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import manifest from '../oclif.manifest.json' with { type: 'json' }
import { environmentNames, environmentVariables } from '../src/environment-variables.ts'

const src = fileURLToPath(new URL('../src', import.meta.url))
const known = Object.keys(environmentVariables)
/** Without agents' records, from which the reference takes the variables of their credentials. */
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /\.tsx?$/.test(file) && !file.startsWith('agents/'),
)
const read = new Map(files.map((file) => [file, namesReadBy(readFileSync(join(src, file), 'utf8'))]))

/** `env.NAME`, `env['NAME']` and `{ NAME: … } = env`. */
function namesReadBy(text: string): string[] {
  const direct = text.matchAll(/\benv\??\.?(?:\['|\.)([A-Za-z]+_[A-Za-z_]+|[A-Z]+)\b/g)
  const destructured = text.matchAll(/\{ ([A-Z][A-Z_]+)(?:: \w+)? \} = [\w.]*env\b/g)
  return [...direct, ...destructured].map(([, name]) => name ?? '')
}

test('what src reads by its name is in the table', () => {
  const unknown = [...read].flatMap(([file, names]) =>
    names.filter((name) => !known.includes(name)).map((name) => `${file} reads ${name}`),
  )
  expect(unknown).toEqual([])
})

test('what is in the table is read, or handed on', () => {
  const flags = Object.values(manifest.commands).flatMap(({ flags }) =>
    Object.values(flags).flatMap((flag: { env?: string }) => flag.env ?? []),
  )
  const used = new Set([
    ...[...read.values()].flat(),
    ...flags,
    ...(['daemon', 'git', 'shell'] as const).flatMap(environmentNames),
  ])
  expect(known.filter((name) => !used.has(name))).toEqual([])
  expect(flags.filter((name) => !known.includes(name))).toEqual([])
})

test('reading is seen in each of its forms', () => {
  const text =
    "place.env.KUBECONFIG; env['GIT_CONFIG_COUNT']; const { HOME: home } = around.env; env.https_proxy; env.PATH ?? ''"
  expect(namesReadBy(text)).toEqual(['KUBECONFIG', 'GIT_CONFIG_COUNT', 'https_proxy', 'PATH', 'HOME'])
})
