import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Git } from './git.ts'

/** The demo's project: a bare repository that takes pushes, with one commit. Returns that commit. */
export async function makeRepository(git: Git, served: string, name: string, scratch: string): Promise<string> {
  const bare = join(served, `${name}.git`)
  await mkdir(served, { recursive: true })
  await git(served, 'init', '-q', '--bare', '-b', 'main', bare)
  await git(bare, 'config', 'http.receivepack', 'true')
  await git(served, 'clone', '-q', bare, scratch)
  await git(scratch, 'checkout', '-q', '-B', 'main')
  for (const [file, text] of Object.entries(project)) await writeFile(join(scratch, file), text)
  await git(scratch, 'add', '.')
  await git(scratch, 'commit', '-q', '-m', 'Say hello')
  await git(scratch, 'push', '-q', 'origin', 'main')
  return (await git(scratch, 'rev-parse', 'HEAD')).trim()
}

const project = {
  'README.md': '# Hello\n\nTeh smallest of projects.\n',
  'hello.sh': '#!/bin/sh\necho "Hello, world"\n',
}
