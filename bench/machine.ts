/** A user's machine with local mode up and a rig, and a client that costs no process. */
import type { Client } from '../src/kube/client.ts'
import { connect } from '../src/kube/connect.ts'
import { fieldManagers } from '../src/polecat/names.ts'
import { openStory, type Story } from '../test/support/story.ts'

export interface Machine {
  readonly story: Story
  readonly client: Client
  readonly kubeconfig: string
  /** The daemon's process. */
  readonly pid: number
  readonly remote: string
  close(): Promise<void>
}

export async function openMachine(): Promise<Machine> {
  const story = await openStory()
  try {
    const { remote } = await story.repository('athena')
    await ok(story, ['rig', 'create', 'athena', '--git-url', remote, '--max-polecats', '50'])
    const status = await ok(story, ['local', 'status', '-o', 'json'])
    const { kubeconfig, pid } = JSON.parse(status) as { kubeconfig: string; pid: number }
    const client = await connect({ kubeconfig, fieldManager: fieldManagers.cli, env: {}, home: story.folder })
    const close = () => {
      client.close()
      return story.close()
    }
    return { story, client, kubeconfig, pid, remote, close }
  } catch (error) {
    await story.close()
    throw error
  }
}

/** What the command prints; throws where it fails. */
export async function ok(story: Story, args: readonly string[]): Promise<string> {
  const ran = await story.gastown(args)
  if (ran.code !== 0) throw new Error(`gastown ${args.join(' ')}: exit ${ran.code}\n${ran.stderr}`)
  return ran.stdout
}
