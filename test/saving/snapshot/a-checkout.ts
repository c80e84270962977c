import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gitClone } from '../../../src/containers/git-clone.ts'
import { files } from '../../../src/pod/layout.ts'
import type { StartNote } from '../../../src/saving/handover.ts'
import { usualLimits, type Limits } from '../../../src/saving/scan/limits.ts'
import { openObjectStore } from '../../../src/saving/snapshot/objects.ts'
import { openOwnGit, type OwnGit } from '../../../src/saving/snapshot/own-git.ts'
import { Snapshots, type Snapshot } from '../../../src/saving/snapshot/snapshot.ts'
import { AttemptFolder, git } from '../../support/attempt-folder.ts'

/** A checkout as git-clone leaves it, and snapshots of it. */
export class ACheckout extends AttemptFolder {
  /** Stands between the snapshots and git. */
  ownGit: (git: OwnGit) => OwnGit = (git) => git
  #snapshots: Snapshots | undefined

  static async of(
    content: Record<string, string>,
    limits: Partial<Limits> = {},
    hiddenLimits?: Limits,
  ): Promise<ACheckout> {
    const checkout = new ACheckout()
    if (Object.keys(content).length > 0) checkout.commitOnRemote('main', content)
    await checkout.open(limits, hiddenLimits)
    return checkout
  }

  async open(limits: Partial<Limits> = {}, hiddenLimits?: Limits): Promise<void> {
    if ((await this.run(gitClone).done) !== 0) throw new Error('the clone failed')
    const folder = this.path('/handoff/save')
    mkdirSync(folder)
    this.#snapshots = await Snapshots.open({
      store: openObjectStore(this.handoff),
      git: this.ownGit(openOwnGit(this.handoff, folder, process.env['PATH'])),
      start: this.start,
      settings: this.settings,
      clonedUntil: statSync(this.path(files.start)).mtimeMs,
      limits: { ...usualLimits, ...limits },
      ...(hiddenLimits && { hiddenLimits }),
      places: {
        workspace: this.path('/workspace'),
        checkoutName: 'repo',
        checkout: this.checkout,
        base: this.path(files.baseRepository),
        shadow: join(folder, 'shadow.git'),
        rules: join(folder, 'rules'),
        agentRules: join(folder, 'agent-rules'),
      },
    })
  }

  get handoff(): string {
    return this.path(files.handoffRepository)
  }

  get start(): StartNote {
    return this.readJson(files.start) as StartNote
  }

  async take(commitFiles = false, final = commitFiles): Promise<Snapshot> {
    if (this.#snapshots === undefined) throw new Error('not open')
    return await this.#snapshots.take({ commitFiles, final })
  }

  put(name: string, content: string | Buffer): void {
    mkdirSync(join(this.checkout, name, '..'), { recursive: true })
    writeFileSync(join(this.checkout, name), content)
  }

  git(...args: string[]): string {
    return git(this.checkout, ...args)
  }

  /** A commit of the agent's, with one more file. */
  work(name: string): string {
    this.put(name, `${name}\n`)
    this.git('add', '-A')
    this.git('commit', '-qm', name)
    return this.git('rev-parse', 'HEAD')
  }

  /** `mode path` of all in a commit, and the differences to its parent. */
  entries(commit: string | undefined): string[] {
    const lines = git(this.handoff, 'ls-tree', '-r', '-z', String(commit)).split('\0')
    return lines.filter((line) => line !== '').map((line) => line.replace(/ \w+ \w+\t/, ' '))
  }

  show(commit: string | undefined, path: string): string {
    return git(this.handoff, 'show', `${commit}:${path}`)
  }
}
