/** Local mode with one polecat at work, whose agent says a line four times a second, for other people's programs. */
import { execFile } from 'node:child_process'
import { openStory, type Ran, type Story } from '../support/story.ts'

export interface LocalMode {
  readonly story: Story
  readonly kubeconfig: string
  /** The pod of the polecat `walker`, in gastown-workers. */
  readonly pod: string
  /** One more, whose agent does the same; its pod. */
  start(name: string, script?: string): Promise<string>
  /** Runs a program that reads the kubeconfig; ended by SIGTERM when its time is over. */
  run(program: string, args: readonly string[], options?: { input?: string; seconds?: number }): Promise<Ran>
  close(): Promise<void>
}

const talking = 'i=0; while [ $i -lt 2000 ]; do i=$((i+1)); echo "line $i"; sleep 0.25; done'

export async function openLocalMode(): Promise<LocalMode> {
  const story = await openStory()
  try {
    const { checkout } = await story.repository('athena')
    await ok(story.gastown(['local', 'up']))
    const status = await ok(story.gastown(['local', 'status', '-o', 'json']))
    const { kubeconfig } = JSON.parse(status) as { kubeconfig: string }
    const env = { ...story.env, PATH: process.env['PATH'], KUBECONFIG: kubeconfig }
    const run: LocalMode['run'] = (program, args, { input = '', seconds = 60 } = {}) =>
      new Promise((resolve) => {
        const options = { env, timeout: seconds * 1000, maxBuffer: 1 << 26 }
        const child = execFile(program, args, options, (_, stdout, stderr) =>
          resolve({ code: child.exitCode, stdout, stderr }),
        )
        child.stdin?.on('error', () => undefined).end(input)
      })
    const start = async (name: string, script = talking) => {
      const words = ['create', name, '--task', 'Walk', '--agent', 'custom', '--', 'sh', '-c', script]
      await ok(story.gastown(words, { cwd: checkout }))
      await ok(story.gastown(['wait', name, '--for', 'started']))
      return (await story.polecat(name)).status?.podName ?? ''
    }
    return { story, kubeconfig, run, start, pod: await start('walker'), close: () => story.close() }
  } catch (error) {
    await story.close()
    throw error
  }
}

async function ok(running: Promise<Ran>): Promise<string> {
  const { code, stdout, stderr } = await running
  if (code !== 0) throw new Error(`exit ${code}\n${stderr}`)
  return stdout
}
