/** What the sandbox shows of the machine's programs, looked at from inside. */
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keyOf } from '../../src/kubelet/pod/pod-spec.ts'
import { programView } from '../../src/kubelet/sandbox/programs.ts'
import { mounts } from '../../src/pod/layout.ts'
import { furnish, Home, isVisible, secret } from './home-with-programs.ts'
import { aPod, ended, sandbox, sh, startMachine, stateOf, type Machine } from './kubelet-on-this-machine.ts'

describe.skipIf(!sandbox.ok)(`programs in a sandbox${sandbox.ok ? '' : ` (skipped: ${sandbox.reason})`}`, () => {
  let machine: Machine
  let home: Home
  let path: string

  beforeAll(async () => {
    home = new Home(await realpath(await mkdtemp(join(tmpdir(), 'gastown-home-'))))
    const folders = await furnish(home)
    path = [...folders.map((folder) => home.at(folder)), '/usr/bin', '/bin'].join(':')
    machine = await startMachine({ HOME: home.folder })
  })
  afterAll(async () => {
    await machine.end()
    await rm(home.folder, { recursive: true })
  })

  // The home above is in /tmp, and so is a volume of the pod's: as it is where the user's home is the agent's.
  const volumes = [{ name: 'tmp', emptyDir: {} }]
  const volumeMounts = [{ name: 'tmp', mountPath: mounts.tmp }]
  const pod = (name: string, script: string) =>
    aPod(
      name,
      { volumes, terminationGracePeriodSeconds: 1, containers: [sh('agent', script, { volumeMounts })] },
      { annotations: { 'gastown.io/path': path } },
    )
  const run = async (name: string, script: string) => {
    await machine.create(pod(name, script))
    return await machine.log(await machine.until(name, ended), 'agent')
  }

  test('its files are exactly those of the golden list, and no secret can be read', async () => {
    const looked = await run('look', `find ${home.folder} -type f -o -type l`)
    const view = await programView(path, { home: home.folder, closed: [] })
    const files = await home.everything()
    const visible = files.filter((file) => view.links.has(file) || isVisible(view, file))
    // What is hidden is there, and empty.
    const expected = new Set([...visible, ...view.hidden.files])
    expect(looked.trim().split('\n').toSorted()).toEqual([...expected].toSorted())
    expect(await run('read', `grep -rl ${secret} ${home.folder} /etc; echo end`)).toBe('end\n')
  })

  test('nothing of it can be written, and nothing put beside it', async () => {
    const paths = [...path.split(':'), home.at('.nvm/versions/node/v24/lib/node_modules/claude')]
    const tries = paths.map((folder) => `{ : > ${folder}/new; } 2>/dev/null && echo ${folder}`)
    expect(await run('write', `${tries.join('\n')}\necho x 2>/dev/null > ${home.at('bin/mine')} && echo mine`)).toBe('')
  })

  const programs = [
    'node',
    'claude',
    'codex',
    'tool',
    'thing',
    'aider',
    'llm',
    'api',
    'gastown',
    'hello',
    'acme',
    'mine',
  ]
  test('each program runs, beside the agent too', async () => {
    const all = [...programs, 'claude-native', 'python', 'cargo']
    const script = `for name in ${all.join(' ')}; do echo "$name $($name)"; done; echo $RUSTUP_HOME`
    const expected = `${all.map((name) => `${name} runs\n`).join('')}${home.at('.rustup')}\n`
    await machine.create(pod('all', `${script}; sleep 60`))
    const made = await machine.until('all', (one) => stateOf(one, 'agent')?.state?.running !== undefined)
    await expect.poll(() => machine.log(made, 'agent')).toBe(expected)
    const [stdout, stderr] = [new PassThrough(), new PassThrough()]
    const signal = new AbortController().signal
    const sizes = (async function* () {})()
    const command = ['sh', '-c', script]
    await machine.kubelet.exec(keyOf(made), 'agent', { command, tty: false, stdout, stderr, sizes, signal })
    stdout.end()
    expect(await text(stdout)).toBe(expected)
  })
})
