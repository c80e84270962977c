import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ShimLauncher } from '../../src/kubelet/shim-launcher.ts'
import { until } from '../support/attempt-folder.ts'

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

test('a shim that ends without a claim is told of', async () => {
  using launcher = new ShimLauncher({ podsDir: pods, path: '/usr/bin:/bin' })
  const failures: string[] = []
  launcher.launch(aRun('dies', 'exit 1'), (why) => failures.push(why))
  launcher.launch(aRun('lives', 'sleep 0.1; : > "$1/pid"; sleep 1'), (why) => failures.push(`lives: ${why}`))
  await until(() => failures.length > 0, 'the end')
  expect(failures).toEqual(['it ended at once'])
})
