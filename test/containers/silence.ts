import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { serveGit, type GitHttp } from '../support/servers/git-http.ts'

/** Accepts, and never answers. */
export class Silence implements AsyncDisposable {
  readonly #held: Socket[] = []
  readonly #server = createServer((socket) => void this.#held.push(socket.on('error', () => {})))

  async listen(): Promise<number> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening')
    return (this.#server.address() as AddressInfo).port
  }

  get connections(): number {
    return this.#held.length
  }

  /** From now on the port is somebody else's; what was accepted stays silent. */
  async leavePort(folder: string): Promise<GitHttp> {
    const { port } = this.#server.address() as AddressInfo
    this.#server.close()
    return await serveGit(folder, { port })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#held) socket.destroy()
    this.#server.close()
    await Promise.resolve()
  }
}
