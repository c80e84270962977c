/** The commands that people know from working on a cluster: to look at polecats, and to clean up after them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openLocalMode, type LocalMode } from './local-mode.ts'
import { kubectls } from './programs.ts'
import { full, onlyInFull } from '../support/full.ts'

const workers = ['-n', 'gastown-workers']
const system = ['-n', 'gastown-system']
const managed = ['-l', 'app.kubernetes.io/managed-by=gastown-operator']
const walker = ['-l', 'polecat=walker']

describe.runIf(full && kubectls.length > 0)(`kubectl (where it is installed)${onlyInFull}`, () => {
  let local: LocalMode
  beforeAll(async () => {
    local = await openLocalMode()
  })
  afterAll(() => local.close())

  describe.each(kubectls)('$version', ({ program }) => {
    const kubectl = (...args: string[]) => local.run(program, args)

    test('get and describe pods, get events', async () => {
      expect((await kubectl('get', 'pods', ...workers, ...managed)).stdout).toMatch(/^walker-\S+ +3\/3 +Running +0 /m)
      const described = (await kubectl('describe', 'pod', ...workers, ...walker)).stdout
      expect(described).toMatch(/^Name: +walker-/)
      for (const container of ['git-clone', 'git-save', 'git-push', 'agent']) {
        expect(described).toMatch(new RegExp(`^ +${container}:$`, 'm'))
      }
      expect(described).toMatch(/^Status: +Running$/m)
      const events = await kubectl('get', 'events', ...workers, '--sort-by=.lastTimestamp')
      expect(events.stdout).toMatch(/Normal +Started +pod\/walker-/)
      expect((await kubectl('events', ...system, '--for', 'polecat/walker')).stdout).toMatch(/Working +Polecat\/walker/)
    })

    test('logs of all containers, of the init container, of the agent', async () => {
      const all = await local.run(program, ['logs', ...workers, ...walker, '--all-containers', '-f'], { seconds: 4 })
      expect(all.stdout).toMatch(/^line \d+$/m)
      expect(all.stdout).toMatch(/"text":"line \d+"/)
      expect((await kubectl('logs', ...workers, ...walker, '-c', 'git-clone')).stdout).toMatch(/^cloned$/m)
      expect((await kubectl('logs', ...workers, ...walker, '-c', 'agent')).stdout).toMatch(/^line \d+$/m)
    })

    test('exec: git in the checkout, a shell with input, a command that fails', async () => {
      const inPod = ['exec', ...workers, local.pod, '--']
      expect((await kubectl(...inPod, 'git', 'log', '--oneline', '-5')).stdout).toMatch(/^[0-9a-f]{7,} Begin$/m)
      expect((await kubectl(...inPod, 'git', 'status')).stdout).toContain('On branch polecat/walker\n')
      expect(await kubectl(...inPod, 'git', 'diff')).toMatchObject({ code: 0, stdout: '' })
      const shell = ['exec', '-i', ...workers, local.pod, '--', '/bin/sh']
      expect(await local.run(program, shell, { input: 'echo in; exit 4\n' })).toMatchObject({ code: 4, stdout: 'in\n' })
    })

    test('what there is none of is refused clearly', async () => {
      const forward = await kubectl('port-forward', ...workers, local.pod, '18080:80')
      expect(forward.code).not.toBe(0)
      expect(forward.stderr).toContain('attach and port-forward it does not offer')
    })

    test('diff, edit, auth can-i, explain, wait', async () => {
      const polecat = JSON.parse((await kubectl('get', 'polecat', 'walker', ...system, '-o', 'json')).stdout) as {
        metadata: object
        spec: object
      }
      const changed = JSON.stringify({ ...polecat, spec: { ...polecat.spec, priority: 7 } })
      const diff = await local.run(program, ['diff', '-f', '-'], { input: changed })
      expect(diff.code).toBe(1)
      expect(diff.stdout).toMatch(/^\+ +priority: 7$/m)
      const editor = 'sed -i s/priority:.*/priority:\\ 3/'
      const env = ['env', `KUBE_EDITOR=${editor}`, program]
      const edited = await local.run(env[0] ?? '', [...env.slice(1), 'edit', 'polecat', 'walker', ...system])
      expect(edited.stdout).toBe('polecat.gastown.gastown.io/walker edited\n')
      const wanted = ['--for=jsonpath={.spec.priority}=3', '--timeout=5s']
      expect((await kubectl('wait', 'polecat/walker', ...system, ...wanted)).code).toBe(0)
      await kubectl('patch', 'polecat', 'walker', ...system, '--type=merge', '-p', '{"spec":{"priority":0}}')
      expect((await kubectl('auth', 'can-i', 'create', 'polecats', ...system)).stdout).toBe('yes\n')
      expect((await kubectl('auth', 'can-i', '--list')).stdout).toMatch(/^\*\.\* +\[\] +\[\] +\[\*\]$/m)
      expect((await kubectl('auth', 'whoami')).stdout).toMatch(/^Username +gastown$/m)
      expect((await kubectl('explain', 'polecat.spec.kubernetes.gitBranch')).stdout).toContain(
        'FIELD: gitBranch <string>',
      )
    })
  })

  // Once, for it ends what the others look at.
  test('terminate, clean orphaned pods, delete', async () => {
    const [{ program } = { program: '' }] = kubectls
    const kubectl = (...args: string[]) => local.run(program, args)
    const patch = ['--type=merge', '-p', '{"spec":{"desiredState":"Terminated"}}']
    expect((await kubectl('patch', 'polecat', 'walker', ...system, ...patch)).stdout).toMatch(/ patched$/m)
    const over = ['--for=jsonpath={.status.phase}=Terminated', '--timeout=60s']
    expect((await kubectl('wait', 'polecat/walker', ...system, ...over)).code).toBe(0)
    for (const phase of ['Succeeded', 'Failed']) {
      const cleaned = await kubectl('delete', 'pods', ...workers, ...managed, `--field-selector=status.phase=${phase}`)
      expect(cleaned.code).toBe(0)
    }
    expect((await kubectl('get', 'pods', ...workers, ...managed)).stderr).toContain('No resources found')
    const gone = await kubectl('delete', 'polecat', 'walker', ...system)
    expect(gone.stdout).toMatch(/^polecat.gastown.gastown.io "walker" deleted/)
    expect((await kubectl('get', 'polecats', ...system)).stderr).toContain('No resources found')
  })
})
