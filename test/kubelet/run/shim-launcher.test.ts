import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { allProcesses } from '../../../src/kubelet/run/process-id.ts'
import { ShimLauncher } from '../../../src/kubelet/run/shim-launcher.ts'
import { until } from '../../support/attempt-folder.ts'
import { full, inFull, moreInFull, onlyInFull } from '../../support/full.ts'

let pods: string
beforeEach(() => {
  pods = mkdtempSync(join(tmpdir(), "gastown-shims it's-"))
})
afterEach(() => rmSync(pods, { recursive: true, force: true }))

function aRun(name: string, shim: string): string {
  const folder = join(pods, name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'shim'), shim)
  return folder
}

test('each shim gets its folder and the PATH, nothing of our environment, and a session of its own', async () => {
  using launcher = new ShimLauncher({ podsDir: pods, path: '/usr/bin:/bin:/a place' })
  const shim = `read -r line < /proc/$$/stat; set -- "$1" "$2" \${line##*) }
printf '%s|%s|%s|%s|%s\\n' "$1" "$2" "$$" "$6" "\${HOME-none}" > "$1/new"; mv "$1/new" "$1/pid"`
  const folders = ['one', 'two', 'three'].map((name) => aRun(`${name}/containers/agent/0`, shim))
  const failures: string[] = []
  for (const folder of folders) launcher.launch(folder, (why) => failures.push(why))
  await until(() => folders.every((folder) => existsSync(join(folder, 'pid'))), 'all three')
  for (const folder of folders) {
    const [named, path, pid, session, home] = readFileSync(join(folder, 'pid'), 'utf8').trim().split('|')
    expect([named, path, session, home]).toEqual([folder, '/usr/bin:/bin:/a place', pid, 'none'])
  }
  expect(failures).toEqual([])
})

test.skipIf(!existsSync('/bin/bash'))('shims that share a session have a group each', async () => {
  using launcher = new ShimLauncher({ podsDir: pods, path: '/usr/bin:/bin', sharing: '/bin/bash' })
  const shim = `read -r line < /proc/$$/stat; set -- "$1" \${line##*) }
printf '%s %s %s' "$$" "$4" "$5" > "$1/new"; mv "$1/new" "$1/pid"`
  const folders = ['one', 'two'].map((name) => aRun(`${name}/containers/git-push/0`, shim))
  const failures: string[] = []
  for (const folder of folders) launcher.launch(folder, (why) => failures.push(why))
  await until(() => folders.every((folder) => existsSync(join(folder, 'pid'))), 'both')
  const runs = folders.map((folder) => readFileSync(join(folder, 'pid'), 'utf8').split(' '))
  expect(runs.map(([, group]) => group)).toEqual(runs.map(([pid]) => pid))
  expect(new Set(runs.map(([, , session]) => session)).size).toBe(1)
  expect(failures).toEqual([])
})

const sessions = [
  ['of its own', undefined],
  ['that it shares', '/bin/bash'],
] as const
const possible = sessions.filter(([, shell]) => shell === undefined || existsSync(shell))

describe.for(inFull(possible, possible.slice(0, 1)))(
  `without a daemon, a shim in a session %s${moreInFull}`,
  ([, sharing]) => {
    const start = async (...names: string[]) => {
      const options = { podsDir: join(pods, 'pods'), path: '/usr/bin:/bin', memory: memory() }
      using launcher = new ShimLauncher(sharing === undefined ? options : { ...options, sharing })
      for (const pod of names) {
        mkdirSync(join(memory(), pod), { recursive: true })
        launcher.launch(aRun(runOf(pod), scriptOf(pod)), () => {})
        await until(() => sleeping(pod) === 3, 'all that it starts')
      }
    }

    test('ends with its folder, and the secrets of its pod too', async () => {
      await start('one', 'two')
      rmSync(join(pods, 'pods/one'), { recursive: true })
      await allGone('one')
      await until(() => !existsSync(join(memory(), 'one')), 'the end of its secrets')
      expect([sleeping('two'), readdirSync(memory())]).toEqual([3, ['two']])
      rmSync(join(pods, 'pods'), { recursive: true })
      await allGone('two')
    })

    test.runIf(full)(`ends where its folder could be removed in part only${onlyInFull}`, async () => {
      await start('one')
      rmSync(join(pods, runOf('one'), 'pid'))
      await allGone('one')
      expect(existsSync(join(pods, runOf('one'), 'ended'))).toBe(false)
      expect(readdirSync(memory())).toEqual(['one'])
    })

    test.runIf(full)(`goes on where its folder was moved, until that is removed${onlyInFull}`, async () => {
      await start('moved', 'seen')
      mkdirSync(join(pods, 'elsewhere'))
      renameSync(join(pods, 'pods/moved'), join(pods, 'elsewhere/moved'))
      rmSync(join(pods, 'pods'), { recursive: true })
      // Then the other one was looked at, too.
      await allGone('seen')
      expect(sleeping('moved')).toBe(3)
      rmSync(join(pods, 'elsewhere'), { recursive: true })
      await allGone('moved')
    })
  },
)

function memory(): string {
  return join(pods, 'memory')
}

function runOf(pod: string): string {
  return `pods/${pod}/containers/agent/0`
}

/** What it starts is also beside its session, and no child of anything of its own. */
function scriptOf(pod: string): string {
  return `export GASTOWN_CONTAINER=${pod}/agent/0
cd "$1"; : > pid; s="sleep ${markOf(pod)}"; (setsid $s &); $s & $s; : > ended`
}

function sleeping(pod: string): number {
  return allProcesses().filter((pid) => commandOf(pid) === `sleep\0${markOf(pod)}\0`).length
}

async function allGone(pod: string): Promise<void> {
  await until(() => sleeping(pod) === 0, `the end of ${pod}`)
}

/** A time to sleep that no other process sleeps. */
function markOf(pod: string): string {
  return `1${process.pid}.${[...pod].map((letter) => letter.charCodeAt(0)).join('')}`
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1')
  } catch {
    // It ended meanwhile.
    return ''
  }
}

test('a shim that ends without a claim is told of', async () => {
  using launcher = new ShimLauncher({ podsDir: pods, path: '/usr/bin:/bin' })
  const failures: string[] = []
  launcher.launch(aRun('dies', 'exit 1'), (why) => failures.push(why))
  launcher.launch(aRun('lives', 'sleep 0.1; : > "$1/pid"; sleep 1'), (why) => failures.push(`lives: ${why}`))
  await until(() => failures.length > 0, 'the end')
  expect(failures).toEqual(['it ended at once'])
})
