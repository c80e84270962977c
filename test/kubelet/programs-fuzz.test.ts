/** Random homes: whatever lies where, nothing is in sight but programs, and what a publisher shipped with them. */
import { array, assert, asyncProperty, boolean, constantFrom, oneof, record, uniqueArray } from 'fast-check'
import { existsSync } from 'node:fs'
import { lstat, mkdir, mkdtemp, realpath, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { programView } from '../../src/kubelet/sandbox/programs.ts'
import { inFull, moreInFull } from '../support/full.ts'
import { Home, isVisible } from './home-with-programs.ts'

const prefixes = [
  'work',
  'work/site',
  'bin',
  '.config/acme/bin',
  '.local/bin',
  'source/tool',
  '.ssh',
  'state',
  '',
  'work/site/node_modules',
  'work/site/node_modules/pkg',
  'work/site/node_modules/@our/lib',
  '.git',
  'work/.git',
  '.nvm/versions/node/v1',
  '.pyenv',
  '.pyenv/versions/3',
  '.cargo',
  '.volta/tools/image',
  '.sdkman/candidates/x/1',
  'venv',
  'work/site/.venv',
  '.env',
  'work/lib/python3.9',
  'work/site/.venv/lib/python3.9',
  '.nvm',
]
const names = [
  'run',
  'bin/run',
  'lib/data',
  'package.json',
  'pyvenv.cfg',
  '.env',
  '.git',
  '.npmrc',
  'token',
  '.cache/x',
]
const more = [
  'credentials',
  'bin/.netrc',
  'lib/node_modules/x/cli.js',
  'lib/node_modules/x/.env',
  'shims/run',
  'etc/npmrc',
]

const path = record({ prefix: constantFrom(...prefixes), name: constantFrom(...names, ...more) })
const place = path.map(({ prefix, name }) => (prefix === '' ? name : `${prefix}/${name}`))
const entry = record({ place, kind: constantFrom('program', 'data', 'link', 'script'), target: place })
const folder = oneof(
  constantFrom(...prefixes),
  constantFrom('bin', 'venv/bin', '.cargo/bin', '.pyenv/shims', '.local/bin'),
)

/** Where a file that is no program may be in sight: as other eyes see it than those that are tested. */
const shipped = [
  /(^|\/)node_modules\/(@[^/]+\/)?[^/@.][^/]*\//,
  /(^|\/)\.nvm\/versions\/node\/[^/]+\/(bin|lib|libexec|share|include)\//,
  /(^|\/)\.pyenv\/(bin|libexec|lib|shims|versions|version|plugins|pyenv\.d)(\/|$)/,
  /(^|\/)\.volta\/(bin|tools\/image|tools\/user)\//,
  /(^|\/)\.sdkman\/candidates\/[^/]+\/[^/]+\//,
]
const secretName = /(^|\/)(\.git|\.env|\.npmrc|\.netrc|npmrc|credentials|\.ssh)$/

async function mayBeSeen(home: Home, file: string): Promise<boolean> {
  const name = relative(home.folder, file)
  if (secretName.test(name) || /(^|\/)(\.git|\.ssh|state)\//.test(name)) return false
  if (((await stat(file)).mode & 0o111) !== 0 || shipped.some((pattern) => pattern.test(name))) return true
  const root = basename(file) === 'pyvenv.cfg' ? dirname(file) : file.replace(/\/lib\/python[^/]*\/.*$/, '')
  return existsSync(join(root, 'pyvenv.cfg')) && !existsSync(join(root, '.git'))
}

async function make(home: Home, { place, kind, target }: { place: string; kind: string; target: string }) {
  try {
    if (kind === 'data') await home.data(place, 'data')
    else if (kind === 'program') await home.program(place)
    else if (kind === 'script') await home.program(place, `#!${home.at(target)}\nexec "${home.at(target)}"\n`)
    else {
      await mkdir(dirname(home.at(place)), { recursive: true })
      await symlink(home.at(target), home.at(place))
    }
  } catch (error) {
    // Another entry has this place, as a file or as a folder.
    if (!['EEXIST', 'ENOTDIR', 'EISDIR', 'ENOENT', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw error
  }
}

test(`only programs, and what was shipped with them${moreInFull}`, async () => {
  await assert(
    asyncProperty(
      array(entry, { minLength: 3, maxLength: 40 }),
      uniqueArray(folder, { minLength: 1, maxLength: 6 }),
      boolean(),
      async (entries, folders, isRepository) => {
        const home = new Home(await realpath(await mkdtemp(join(tmpdir(), 'gastown-fuzz-'))))
        try {
          for (const one of entries) await make(home, one)
          if (isRepository) await home.data('work/site/.git/config').catch(() => undefined)
          const limits = { home: home.folder, closed: [home.at('state')] }
          const view = await programView(folders.map((one) => home.at(one)).join(':'), limits)
          for (const file of await home.everything()) {
            if ((await lstat(file)).isSymbolicLink() || !isVisible(view, file)) continue
            expect(await mayBeSeen(home, file), relative(home.folder, file)).toBe(true)
          }
          for (const one of view.places) expect(one).not.toBe(home.folder)
        } finally {
          await rm(home.folder, { recursive: true })
        }
      },
    ),
    { numRuns: inFull(1500, 40) },
  )
})
