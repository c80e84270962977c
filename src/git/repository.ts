import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { configEntry, configText, type ConfigEntry } from './config-text.ts'
import { linesOf } from './lines-of.ts'

export interface NewRepository {
  /** The git directory; a checkout's is its `.git`. */
  readonly gitDir: string
  readonly bare: boolean
  /** What HEAD names, a full ref. */
  readonly head: string
  readonly config?: readonly ConfigEntry[]
  /** Alternates: object stores it reads too, relative to its own objects folder. */
  readonly alternates?: readonly string[]
  readonly refs?: ReadonlyMap<string, string>
  /** Refs that name another ref, such as refs/remotes/origin/HEAD. */
  readonly symbolicRefs?: ReadonlyMap<string, string>
  /** Text of info/attributes. */
  readonly attributes?: string
  /** The `shallow` file of its alternate. */
  readonly shallow?: Uint8Array
}

/** Writes an empty repository by hand: `git init` and its like would cost a process for each line of this. */
export function writeRepository(repository: NewRepository): void {
  const { gitDir, bare, head, alternates, attributes, shallow } = repository
  for (const folder of bare ? neededFolders : usualFolders) mkdirSync(join(gitDir, folder), { recursive: true })
  const write = (name: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(gitDir, name)), { recursive: true })
    writeFileSync(join(gitDir, name), content)
  }
  write('config', configText([...coreSettings(bare), ...(repository.config ?? [])]))
  if (alternates) write('objects/info/alternates', linesOf(alternates))
  if (attributes !== undefined) write('info/attributes', attributes)
  if (shallow) write('shallow', shallow)
  if (repository.refs) writePackedRefs(gitDir, repository.refs)
  for (const [name, target] of repository.symbolicRefs ?? []) write(name, `ref: ${target}\n`)
  // Last: a folder without HEAD is no repository.
  write('HEAD', `ref: ${head}\n`)
}

/** Without these git sees no repository; it makes the others when it has something to put there. */
const neededFolders = ['objects', 'refs']
/** A checkout is the agent's, whose tools may look for what `git init` makes. */
const usualFolders = ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags', 'info']

function coreSettings(bare: boolean): ConfigEntry[] {
  return [
    configEntry('core.repositoryFormatVersion', '0'),
    configEntry('core.fileMode', 'true'),
    configEntry('core.bare', String(bare)),
    ...(bare ? [] : [configEntry('core.logAllRefUpdates', 'true')]),
  ]
}

/** All refs that the repository keeps in one file; those in files of their own stay. */
export function writePackedRefs(gitDir: string, refs: ReadonlyMap<string, string>): void {
  const names = [...refs.keys()].toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  const lines = names.map((name) => `${refs.get(name)} ${name}\n`)
  writeFileSync(join(gitDir, 'packed-refs'), `# pack-refs with: sorted \n${lines.join('')}`)
}
