import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gitClone } from '../../../src/containers/git-clone.ts'
import { gitPush } from '../../../src/containers/git-push.ts'
import { gitSave } from '../../../src/containers/git-save.ts'
import { files, mounts } from '../../../src/pod/layout.ts'
import type { AttemptSettings } from '../../../src/saving/settings.ts'
import { AttemptFolder, git, importCommit, until, type Content, type Running } from '../../support/attempt-folder.ts'

export const branch = 'refs/heads/polecat/fix'
export const prefix = 'refs/gastown/fix-1a2b3c4d/1/'

/** A whole attempt on a repository with submodules: clone, an agent, save and push. */
export class Attempt extends AttemptFolder {
  push!: Running

  /** A repository with the submodule lib, which has the submodule deep. */
  static async of(settings: Partial<AttemptSettings> = {}, make = makeRemotes): Promise<Attempt> {
    const attempt = new Attempt()
    make(attempt.folder)
    attempt.settings = { ...attempt.settings, submodules: true, ...settings }
    if ((await attempt.run(gitClone).done) !== 0) throw new Error('the clone failed')
    attempt.push = attempt.run(gitPush)
    return attempt
  }

  tip(name: string): string {
    return git(join(this.folder, name), 'rev-parse', 'main')
  }

  secretOfModel(key: string): void {
    writeFileSync(this.path(join(mounts['llm-credential'], 'api-key')), key)
  }

  /** The agent ends well; tells the message. */
  async end(): Promise<ReturnType<Running['message']>> {
    const save = this.run(gitSave)
    writeFileSync(this.path(files.ended), '{"status":0,"nonce":"one"}')
    await until(() => this.push.message().final, 'the final push')
    await save.end()
    await this.push.end()
    return this.push.message()
  }

  submodules(): string[] {
    return Object.entries(this.remoteRefs()).flatMap(([ref, commit]) =>
      ref.startsWith(`${prefix}submodule-`) ? [commit] : [],
    )
  }

  /** A clone of the branch, and the commit at HEAD of a path in it once the rescued commits were pushed where they belong. */
  changed(): string {
    return git(this.remote, 'diff-tree', '-r', '--no-commit-id', '--name-status', 'main', branch)
  }
}

/** The remote, with the submodule lib, which has the submodule deep. */
export function makeRemotes(
  folder: string,
  inDeep: Record<string, string> = { deep: 'deep\n' },
  inLib: Record<string, string> = { code: 'code\n' },
): void {
  const ofLib = '[submodule "deep"]\n\tpath = deep\n\turl = ../deep.git\n'
  const ofMain = '[submodule "my/lib"]\n\tpath = lib\n\turl = ../lib.git\n'
  const deep = makeRemote(folder, 'deep.git', inDeep)
  const lib = makeRemote(folder, 'lib.git', { ...inLib, '.gitmodules': ofLib, deep: { commit: deep } })
  makeRemote(folder, 'remote.git', { 'a.txt': 'a\n', '.gitmodules': ofMain, lib: { commit: lib } })
}

/** A commit on main of a bare repository, and one before it; tells it. */
export function makeRemote(folder: string, name: string, content: Content): string {
  const gitDir = join(folder, name)
  git(folder, 'init', '-q', '--bare', gitDir)
  const onto = importCommit(gitDir, content, { message: 'before' })
  return importCommit(gitDir, {}, { onto, ref: 'refs/heads/main', message: 'base' })
}
