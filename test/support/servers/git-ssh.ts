/** A real git server over ssh for one folder of repositories: sshd as the caller, one client key, one host key. */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface GitSsh {
  /** URL of the repository at that path below the folder. */
  url(path: string): string
  /** The client's private key, as an OpenSSH file's text. */
  readonly privateKey: string
  /** A known_hosts file's text for this server. */
  readonly knownHosts: string
  /** What sshd logged. */
  log(): string
  /** The same server again, after a close. */
  reopen(): Promise<void>
  close(): Promise<void>
}

export interface GitSshOptions {
  readonly folder: string
  readonly address: string
  readonly port: number
  /** Words before the server's command, such as a program that enters another network. */
  readonly prefix?: readonly string[]
}

export async function serveGitOverSsh({ folder, address, port, prefix = [] }: GitSshOptions): Promise<GitSsh> {
  const state = join(folder, `.sshd-${port}`)
  await mkdir(state, { recursive: true, mode: 0o700 })
  for (const name of ['host', 'client'])
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(state, name)])
  const authorized = join(state, 'authorized_keys')
  await writeFile(authorized, await readFile(join(state, 'client.pub')))
  await chmod(authorized, 0o600)
  const config = join(state, 'sshd_config')
  await writeFile(
    config,
    [
      `ListenAddress ${address}:${port}`,
      `HostKey ${join(state, 'host')}`,
      `AuthorizedKeysFile ${authorized}`,
      `PidFile ${join(state, 'pid')}`,
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'UsePAM no',
      'StrictModes no',
      'PermitRootLogin prohibit-password',
      'AllowTcpForwarding no',
      'X11Forwarding no',
      'PrintMotd no',
      '',
    ].join('\n'),
  )
  // sshd insists on this folder for privilege separation when it is root.
  if (userInfo().uid === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 })
  const command = [...prefix, '/usr/sbin/sshd', '-D', '-e', '-f', config]
  let logged = ''
  let server: ChildProcess | undefined
  const open = async () => {
    const started = spawn(command[0] as string, command.slice(1), { stdio: ['ignore', 'ignore', 'pipe'] })
    server = started
    started.stderr.on('data', (chunk: Buffer) => (logged += chunk.toString()))
    await listening(
      address,
      port,
      () => started.exitCode,
      () => logged,
    )
  }
  await open()
  const hostKey = (await readFile(join(state, 'host.pub'), 'utf8')).split(' ').slice(0, 2).join(' ')
  return {
    url: (path) => `ssh://${userInfo().username}@${address}:${port}${join(folder, path)}`,
    privateKey: await readFile(join(state, 'client'), 'utf8'),
    knownHosts: `[${address}]:${port} ${hostKey}\n`,
    log: () => logged,
    reopen: open,
    async close() {
      if (server === undefined || server.exitCode !== null) return
      const ended = new Promise((resolve) => server?.once('exit', resolve))
      server.kill('SIGTERM')
      await ended
    },
  }
}

async function listening(address: string, port: number, ended: () => number | null, log: () => string): Promise<void> {
  const until = Date.now() + 100_000
  while (Date.now() < until) {
    if (ended() !== null) throw new Error(`sshd ended at once:\n${log()}`)
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, address, () => {
        socket.destroy()
        resolve(true)
      }).on('error', () => resolve(false))
    })
    if (open) return
    await sleep(50)
  }
  throw new Error(`sshd does not listen on ${address}:${port}:\n${log()}`)
}
