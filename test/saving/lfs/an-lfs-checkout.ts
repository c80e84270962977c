import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gitWith, type Running } from '../../support/attempt-folder.ts'
import { gitClone } from '../../../src/containers/git-clone.ts'
import { serveLfs, type LfsServer } from '../../support/servers/lfs-server.ts'
import { ACheckout } from '../snapshot/a-checkout.ts'

export const big = Buffer.alloc(3 * 1024 * 1024, 'big content\n')
const rules = '*.bin filter=lfs diff=lfs merge=lfs -text\n'

/** A remote whose .lfsconfig names a stand-in LFS server that has `assets/one.bin` and `assets/big file.bin`. */
export class AnLfsCheckout extends ACheckout {
  readonly server: LfsServer

  private constructor(server: LfsServer) {
    super()
    this.server = server
    this.settings = { ...this.settings, lfs: true }
    this.commitOnRemote('main', {
      '.gitattributes': rules,
      '.lfsconfig': `[lfs]\n\turl = ${server.url}/lfs\n`,
      'assets/one.bin': server.put('first content\n'),
      'assets/big file.bin': server.put(big),
      'plain.txt': 'plain\n',
    })
  }

  static async served(): Promise<AnLfsCheckout> {
    return new AnLfsCheckout(await serveLfs())
  }

  async clone(): Promise<Running & { readonly status: number }> {
    const running = this.run(gitClone)
    const status = await running.done
    return { ...running, status }
  }

  read(path: string): string {
    return readFileSync(join(this.checkout, path), 'utf8')
  }

  /** As somebody whose git has other configuration beside the checkout's own. */
  gitWithConfig(config: string, ...args: string[]): string {
    const file = join(this.folder, 'global-config')
    writeFileSync(file, config)
    return gitWith(this.checkout, args, { config: file })
  }

  blob(path: string, commit = 'HEAD'): string {
    return gitWith(this.checkout, ['cat-file', 'blob', `${commit}:${path}`])
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]()
    await this.server.close()
  }
}
