/** The filter of system calls at work: in a real sandbox, and in a shell beside it. */
import { spawnSync } from 'node:child_process'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { keyOf } from '../../src/kubelet/pod/pod-spec.ts'
import { probeSandbox } from '../../src/kubelet/sandbox/sandbox.ts'
import { inFull, moreInFull } from '../support/full.ts'
import { missing } from '../support/needs.ts'
import { openedOnce } from '../support/opened.ts'
import { systemPath } from '../support/system-path.ts'
import { aPod, ended, sandbox, sh, startMachine, stateOf } from './kubelet-on-this-machine.ts'

const filtered = !missing('seccomp', sandbox.filter !== undefined, sandbox.unfiltered)

/** Calls by number; what is refused has no effect whatever its arguments. */
const calls = `
my %call = (keyctl => 250, add_key => 248, request_key => 249, bpf => 321, perf_event_open => 298, userfaultfd => 323,
  mount => 165, unshare => 272, setns => 308, io_uring_setup => 425, open_by_handle_at => 304, syslog => 103);
for my $name (sort keys %call) { $! = 0; syscall($call{$name}, 0, 0, 0, 0, 0); print "$name ", $!+0, "\\n" }
$! = 0; syscall(56, 0x10000011, 0, 0, 0, 0); print "clone ", $!+0, "\\n";
$! = 0; syscall(435, 0, 0); print "clone3 ", $!+0, "\\n";
$! = 0; syscall(41, 40, 1, 0); print "vsock ", $!+0, "\\n";
$! = 0; my $x = "x"; syscall(16, 0, 0x5412, $x); print "TIOCSTI ", $!+0, "\\n";
$! = 0; syscall(135, 0x0040000); print "personality ", $!+0, "\\n";
$! = 0; syscall(1000); print "unknown ", $!+0, "\\n";
`

const answers = [
  'add_key',
  'bpf',
  'io_uring_setup',
  'keyctl',
  'mount',
  'open_by_handle_at',
  'perf_event_open',
  'request_key',
  'setns',
  'syslog',
  'unshare',
  'userfaultfd',
  'clone',
].map((name) => `${name} 1`)

const has = (program: string) =>
  spawnSync('sh', ['-c', `command -v ${program}`], { env: { PATH: systemPath } }).status === 0

describe.skipIf(!filtered)(`a filter of system calls${filtered ? '' : ' (needs a sandbox with one)'}`, () => {
  const machine = openedOnce(
    () => startMachine(),
    (one) => one.end(),
  )

  const isX64 = process.arch === 'x64'
  test.skipIf(!isX64)('refuses what a container may not do, and says how (numbers of x64)', async () => {
    await machine.create(aPod('calls', { containers: [{ name: 'agent', command: ['perl', '-e', calls] }] }))
    const lines = (await machine.log(await machine.until('calls', ended), 'agent')).trim().split('\n')
    expect(lines).toEqual([...answers, 'clone3 38', 'vsock 1', 'TIOCSTI 1', 'personality 1', 'unknown 38'])
  })

  test('holds in what our own program runs, and in a shell beside the agent', async () => {
    const hold = 'grep Seccomp: /proc/self/status; sleep 60'
    await machine.create(aPod('status', { terminationGracePeriodSeconds: 1, containers: [sh('agent', hold)] }))
    const pod = await machine.until('status', (one) => stateOf(one, 'agent')?.state?.running !== undefined)
    await expect.poll(() => machine.log(pod, 'agent')).toBe('Seccomp:\t2\n')
    const stdout = new PassThrough()
    const code = machine.kubelet.exec(keyOf(pod), 'agent', {
      command: [
        'sh',
        '-c',
        'grep Seccomp: /proc/self/status; unshare -U true || echo refused; ls /proc/self/fd/7 /proc/self/fd/9',
      ],
      tty: false,
      stdout,
      stderr: new PassThrough(),
      sizes: (async function* () {})(),
      signal: new AbortController().signal,
    })
    await code
    stdout.end()
    expect(await text(stdout)).toBe('Seccomp:\t2\nrefused\n')
  })

  test('tells nothing of the machine’s keys, and hides what a container hides of /proc', async () => {
    const script = 'for name in keys key-users kcore kmsg timer_list; do cat /proc/$name; echo; done; ls -A /proc/acpi'
    await machine.create(aPod('proc', { containers: [sh('agent', `(${script}) 2>/dev/null | tr -d '\\n'; echo end`)] }))
    expect(await machine.log(await machine.until('proc', ended), 'agent')).toBe('end\n')
  })

  const programs: readonly (readonly [string, string])[] = [
    ['git', 'git init -q r && cd r && git commit -q --allow-empty -m One && git gc -q && git log --format=%s'],
    ['node', `node -e 'const w = new (require("worker_threads").Worker)("console.log(\\"One\\")", { eval: true })'`],
    ['python3', `python3 -c 'import subprocess; print(subprocess.check_output(["echo", "One"], text=True).strip())'`],
    ['gcc', `echo 'int main(){return puts("One")<0;}' > a.c && gcc -w a.c -o a && ./a`],
    // It compiles its own library first.
    ['go', `printf 'package main\\nfunc main(){print("One\\\\n")}' > a.go && GOCACHE=/tmp/c go run a.go 2>&1`],
    ['perl', `perl -e 'if (fork) { wait; print "One\\n" }'`],
    ['tar', 'echo One > f && tar cf - f | tar xOf -'],
  ]
  test.each(inFull(programs, programs.slice(0, 2)).filter(([program]) => has(program)))(
    `lets %s work${moreInFull}`,
    async (name, script) => {
      const env = [
        { name: 'GIT_AUTHOR_NAME', value: 'x' },
        { name: 'GIT_COMMITTER_NAME', value: 'x' },
        { name: 'EMAIL', value: 'x@example.com' },
      ]
      await machine.create(aPod(`lets-${name}`, { containers: [sh('agent', `cd /tmp && ${script}`, { env })] }))
      const done = await machine.until(`lets-${name}`, ended)
      expect(await machine.log(done, 'agent')).toBe('One\n')
    },
  )
})

test.skipIf(!sandbox.ok)('where the filter does not know the machine there is a sandbox, and a word', async () => {
  const probe = await probeSandbox(process.env['PATH'], 'riscv64')
  expect(probe).toMatchObject({ ok: true, unfiltered: expect.stringContaining('riscv64') })
  expect(probe.filter).toBeUndefined()
})
