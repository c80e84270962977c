/** Where this installation's own files are: the same whether it runs from dist, from source or from a package. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Installation {
  readonly root: string
  /** The Node that runs this program and those below. */
  readonly node: string
  /** The program of git-clone, git-save and git-push. */
  readonly containerProgram: string
  /** The program of the local daemon. */
  readonly daemonProgram: string
  /** The agent's entry script. */
  readonly entryScript: string
  /** Where Node keeps what it compiled of dist; the launcher names it too. */
  readonly compileCache: string
  /** The launcher of the command line. */
  readonly launcher: string
  readonly templates: string
}

export function installation(): Installation {
  const root = packageRoot(dirname(fileURLToPath(import.meta.url)))
  return {
    root,
    node: process.execPath,
    containerProgram: join(root, 'dist', 'containers', 'main.js'),
    daemonProgram: join(root, 'dist', 'local', 'daemon.js'),
    entryScript: join(root, 'dist', 'pod', 'entry.sh'),
    compileCache: join(root, 'dist', '.compile-cache'),
    launcher: join(root, 'bin', 'run.js'),
    templates: join(root, 'templates'),
  }
}

/** Version of this installation; oclif does not know it where a command is loaded without its dispatcher. */
export async function installedVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(installation().root, 'package.json'), 'utf8')) as {
    version: string
  }
  return version
}

function packageRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error('gastown is not installed as a package: no package.json above its program')
  return packageRoot(parent)
}
