import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { pods, secrets } from '../../../src/kube/resources.ts'
import { keyOf } from '../../../src/kubelet/pod/pod-spec.ts'
import { probeSandbox } from '../../../src/kubelet/sandbox/sandbox.ts'
import { systemArguments } from '../../../src/kubelet/sandbox/sandbox-arguments.ts'
import { PassThrough } from 'node:stream'
import { aPod, ended, sandbox, sh, startMachine, stateOf, type Machine } from '../kubelet-on-this-machine.ts'
import { full, onlyInFull } from '../../support/full.ts'

describe.skipIf(!sandbox.ok)(`in a sandbox${sandbox.ok ? '' : ` (skipped: ${sandbox.reason})`}`, () => {
  let machine: Machine

  const folders: string[] = []
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
  })
  beforeAll(async () => {
    machine = await startMachine()
  })
  afterAll(() => machine.end())

  const volumes = [
    { name: 'work', emptyDir: {} },
    { name: 'base', emptyDir: {} },
  ]
  const volumeMounts = [
    { name: 'work', mountPath: '/work' },
    { name: 'base', mountPath: '/base', readOnly: true },
  ]
  const log = async (name: string, script: string, more: object = {}) => {
    await machine.create(aPod(name, { volumes, containers: [sh('agent', script, { volumeMounts, ...more })] }))
    return (await machine.log(await machine.until(name, ended), 'agent')).split('\n')
  }

  test('sees its volumes, and of the machine only what programs need', async () => {
    await mkdir(join(machine.folder, 'home/.ssh'), { recursive: true })
    const script = `
      id -u; echo ok > /work/file && cat /work/file
      echo no 2>/dev/null > /base/file || echo base is read-only
      echo no 2>/dev/null > /file || echo root is read-only
      ls -A /run; ls ${machine.folder} 2>/dev/null || echo no pods; ls -A ${process.env.HOME}/.ssh ${process.env.HOME}/.config 2>/dev/null || echo no home
      ls /etc/shadow /var/run/docker.sock 2>/dev/null; ps -e 2>/dev/null | grep -c vitest; ls /proc | grep -c '^[0-9]'
      mkdir /tmp/x && echo tmp; hostname`
    const uid = process.getuid?.() === 0 ? '1000' : String(process.getuid?.())
    const lines = await log('box', script)
    expect(lines.slice(0, 6)).toEqual([uid, 'ok', 'base is read-only', 'root is read-only', 'no pods', 'no home'])
    expect(lines.slice(6)).toEqual(['0', expect.stringMatching(/^[1-9]$/), 'tmp', 'box', ''])
  })

  const mounts = String.raw`
    awk '$3 == "tmpfs" && $4 ~ /^rw/ { match($4, /size=[^,]*/); print $2, substr($4, RSTART, RLENGTH) }' /proc/mounts`

  test('holds in memory as much as its limit, and in folders with a size alone', async () => {
    const lines = await log('limited', mounts, { resources: { limits: { memory: '30Mi' } } })
    expect(lines.toSorted()).toEqual(['', '/dev/shm size=30720k', '/tmp size=30720k'])
  })

  test.runIf(full)(`holds 64 MiB in memory without a limit, and nothing beside its devices${onlyInFull}`, async () => {
    const script = `${mounts} | sort
      echo null >/dev/null && echo null; sh -c 'echo no >/dev/mine' 2>/dev/null || echo dev is read-only
      head -c 100m /dev/zero 2>/dev/null >/dev/shm/much || stat -c %s /dev/shm/much`
    const sizes = ['/dev/shm size=65536k', '/tmp size=65536k']
    expect(await log('usual', script)).toEqual([...sizes, 'null', 'dev is read-only', String(64 << 20), ''])
  })

  test('with a bubblewrap that knows no sizes there is a sandbox, and a word', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gastown-old-'))
    folders.push(folder)
    const old = `#!/bin/sh
case " $* " in *' --size '*) echo 'bwrap: Unknown option --size' >&2; exit 1 ;; esac
exec ${sandbox.program} "$@"
`
    await writeFile(join(folder, 'bwrap'), old, { mode: 0o755 })
    const probe = await probeSandbox(folder)
    expect(probe).toEqual({ ...sandbox, program: join(folder, 'bwrap'), unsized: 'bubblewrap is older than 0.7' })
    expect((await systemArguments(undefined)).join(' ')).not.toContain('--size')
  })

  test('gets its environment and no other, and no file but its three', async () => {
    process.env['GASTOWN_TEST_LEAK'] = 'leaked'
    const lines = await log('env', "env -0 | cut -z -d= -f1 | sort -z | tr '\\0' ' '; echo; echo \"$SPECIAL\"", {
      env: [
        { name: 'SPECIAL', value: "a 'b' $(HOSTNAME) \n--bind / /x" },
        // With one of the machine's, version managers get theirs.
        { name: 'PATH', value: '/usr/bin:/bin' },
      ],
    })
    delete process.env['GASTOWN_TEST_LEAK']
    expect(lines[0]?.trim()).toBe('HOME HOSTNAME LANG PATH PWD SPECIAL')
    expect(lines.slice(1)).toEqual(["a 'b' $(HOSTNAME) ", '--bind / /x', ''])
  })

  test('no secret stands in an argument or environment outside of it', async () => {
    await machine.client.create(secrets, {
      metadata: { name: 'sec', namespace: 'work' },
      data: { k: Buffer.from('s3cr3t-value').toString('base64') },
    } as never)
    await machine.create(
      aPod('quiet', {
        terminationGracePeriodSeconds: 1,
        containers: [
          sh('agent', 'echo up; sleep 30', {
            env: [{ name: 'KEY', valueFrom: { secretKeyRef: { name: 'sec', key: 'k' } } }],
          }),
        ],
      }),
    )
    const pod = await machine.until('quiet', (pod) => stateOf(pod, 'agent')?.state?.running !== undefined)
    await expect.poll(() => machine.log(pod, 'agent')).toBe('up\n')
    const run = join(machine.podFolder(pod), 'containers/agent/0')
    const shim = (await readFile(join(run, 'pid'), 'utf8')).split(' ')[0]
    const bwrap = (await readFile(join(run, 'entry'), 'utf8')).split(' ')[0]
    for (const pid of [shim, bwrap])
      for (const file of ['cmdline', 'environ'])
        expect(await readFile(`/proc/${pid}/${file}`, 'utf8')).not.toContain('s3cr3t')
  })

  test.runIf(full)(`a NUL byte in a value cannot become an option${onlyInFull}`, async () => {
    await machine.client.create(secrets, {
      metadata: { name: 'nul', namespace: 'work' },
      data: { k: Buffer.from('x\0--bind\0/\0/machine').toString('base64') },
    } as never)
    await machine.create(
      aPod('nul', {
        containers: [
          sh('agent', 'ls /machine', {
            env: [{ name: 'KEY', valueFrom: { secretKeyRef: { name: 'nul', key: 'k' } } }],
          }),
        ],
      }),
    )
    const pod = await machine.until('nul', (pod) => stateOf(pod, 'agent')?.state?.waiting?.message !== undefined)
    expect(stateOf(pod, 'agent')?.state?.waiting).toMatchObject({ reason: 'CreateContainerConfigError' })
  })

  test.runIf(full)(`TERM reaches its first process, and everything in it ends with that${onlyInFull}`, async () => {
    const script = `trap 'echo got it; exit 6' TERM; (while :; do sleep 0.05; date > /work/alive; done) & while :; do sleep 0.02; done`
    await machine.create(
      aPod('term', { volumes, containers: [sh('agent', script, { volumeMounts })] }, { finalizers: ['x/y'] }),
    )
    await machine.until('term', (pod) => stateOf(pod, 'agent')?.state?.running !== undefined)
    await machine.client.remove(pods, 'term', 'work')
    const done = await machine.until('term', ended)
    expect(stateOf(done, 'agent')?.state?.terminated?.exitCode).toBe(6)
    expect(await machine.log(done, 'agent')).toBe('got it\n')
  })

  test('git-save gets our own program, which writes its termination message', async () => {
    await machine.create(
      aPod('ours', {
        containers: [
          {
            name: 'git-save',
            command: ['gastown-container', 'git-save'],
            env: [{ name: 'X', value: 'y' }],
          },
        ],
      }),
    )
    const done = await machine.until('ours', ended)
    expect(JSON.parse(await machine.log(done, 'git-save'))).toMatchObject({ argv: ['git-save'], env: { X: 'y' } })
    expect(done.status?.phase).toBe('Succeeded')
  })

  test.runIf(full)(`programs of the recorded PATH are there, with what their links lead to${onlyInFull}`, async () => {
    const tools = await mkdtemp(join(tmpdir(), 'gastown-tools-'))
    folders.push(tools)
    await mkdir(join(tools, 'lib/node_modules/thing'), { recursive: true })
    await mkdir(join(tools, 'bin'))
    await writeFile(
      join(tools, 'lib/node_modules/thing/run.sh'),
      '#!/bin/sh\necho thing runs; cat "$(dirname "$(readlink -f "$0")")/data"\n',
      { mode: 0o755 },
    )
    await writeFile(join(tools, 'lib/node_modules/thing/data'), 'data\n')
    await writeFile(join(tools, 'private'), 'private\n')
    await symlink('../lib/node_modules/thing/run.sh', join(tools, 'bin/thing'))
    await machine.create(
      aPod(
        'tools',
        {
          containers: [
            sh(
              'agent',
              `thing; cat ${tools}/private 2>/dev/null || echo no; echo x 2>/dev/null > ${tools}/bin/y || echo no`,
            ),
          ],
        },
        { annotations: { 'gastown.io/path': `${tools}/bin:/usr/bin:/bin` } },
      ),
    )
    const done = await machine.until('tools', ended)
    expect((await machine.log(done, 'agent')).split('\n')).toEqual(['thing runs', 'data', 'no', 'no', ''])
  })

  test.runIf(full)(`the network is the machine’s${onlyInFull}`, async () => {
    const server = createServer((_request, response) => response.end('answer'))
    const port = await new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
    )
    try {
      const { execPath } = process
      await machine.create(
        aPod(
          'net',
          {
            containers: [
              {
                name: 'agent',
                command: [
                  'node',
                  '-e',
                  `fetch('http://127.0.0.1:${port}').then(async (r) => console.log(await r.text()))`,
                ],
              },
            ],
          },
          { annotations: { 'gastown.io/path': `${join(execPath, '..')}:/usr/bin:/bin` } },
        ),
      )
      expect(await machine.log(await machine.until('net', ended), 'agent')).toBe('answer\n')
    } finally {
      server.close()
    }
  })

  test('exec is a second sandbox with the same view', async () => {
    await machine.create(
      aPod('shell', {
        volumes,
        terminationGracePeriodSeconds: 1,
        containers: [sh('agent', 'echo here > /work/file; echo up; sleep 60', { volumeMounts })],
      }),
    )
    const pod = await machine.until('shell', (pod) => stateOf(pod, 'agent')?.state?.running !== undefined)
    await expect.poll(() => machine.log(pod, 'agent')).toBe('up\n')
    const exec = async (command: string[], tty = false, input?: string) => {
      const stdout = new PassThrough()
      const stderr = new PassThrough()
      let text = ''
      stdout.on('data', (bytes) => (text += bytes))
      stderr.on('data', (bytes) => (text += `err:${bytes}`))
      const stdin = input === undefined ? undefined : new PassThrough()
      stdin?.end(input)
      const sizes = (async function* () {
        yield { columns: 91, rows: 33 }
      })()
      const signal = new AbortController().signal
      const code = await machine.kubelet.exec(keyOf(pod), 'agent', {
        command,
        tty,
        stdin,
        stdout,
        stderr,
        sizes,
        signal,
      })
      return { code, text }
    }
    expect(
      await exec(['sh', '-c', 'cat /work/file; cat; echo bad >&2; ls /root/.; exit 5'], false, 'typed\n'),
    ).toMatchObject({
      code: 5,
      text: expect.stringMatching(/here\ntyped\n/),
    })
    // dash is one that minds a terminal whose groups it cannot name.
    const shell = await exec([existsSync('/bin/dash') ? '/bin/dash' : 'sh'], true, 'tty\nexit 7\n')
    expect(shell).toMatchObject({ code: 7, text: expect.stringContaining('/dev/pts/0\r\n') })
    expect(shell.text).not.toContain('Cannot set tty')
    for (const tty of [false, true])
      expect(await exec(['no-such-program'], tty)).toMatchObject({
        code: 127,
        text: expect.stringContaining('no-such-program: there is no such program in the container'),
      })
    expect(
      (await exec(['sh', '-c', 'until [ "$(stty size)" = "33 91" ]; do sleep 0.02; done; tty; echo size ok'], true))
        .text,
    ).toMatch(/\/dev\/pts\/0\r\nsize ok/)
  })
})
