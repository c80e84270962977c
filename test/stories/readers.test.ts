/** Readers that leave, that are slow, or that have no room: no command minds, and none says what is not so. */
import { spawn, spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inFull, moreInFull } from '../support/full.ts'
import { launcher, openStory, type Ran, type Story } from '../support/story.ts'
import { waitFor } from '../support/wait-for.ts'

/** More of them than a pipe takes of any format. */
const count = inFull(500, 200)
const lines = inFull(20_000, 4000)

let story: Story

beforeAll(async () => {
  story = await openStory()
  const { remote } = await story.repository('athena')
  await story.gastown(['rig', 'create', 'athena', '--git-url', remote])
  const polecats = Array.from({ length: count }, (_, i) => ({
    apiVersion: 'gastown.gastown.io/v1alpha1',
    kind: 'Polecat',
    metadata: { name: `p${i}` },
    spec: {
      rig: 'athena',
      taskDescription: 'Do it. '.repeat(60),
      desiredState: 'Idle',
      agent: 'custom',
      agentConfig: { command: ['true'] },
      kubernetes: { activeDeadlineSeconds: 600 },
    },
  }))
  const file = join(story.folder, 'polecats.yaml')
  await writeFile(file, polecats.map((polecat) => JSON.stringify(polecat)).join('\n---\n'))
  await story.gastown(['create', '-f', file, '--no-check'])
  const script = `i=0; while [ $i -lt ${lines} ]; do i=$((i+1)); echo "line $i of a log that is longer than a pipe"; done; sleep 600`
  await story.gastown([
    'create',
    'talker',
    '--rig',
    'athena',
    '--task',
    'T',
    '--agent',
    'custom',
    '--',
    'sh',
    '-c',
    script,
  ])
  const last = async () =>
    (await story.gastown(['logs', 'talker', '--tail', '1'])).stdout.includes(`line ${lines} `) || undefined
  await waitFor('the whole log', last)
})
afterAll(() => story.close())

const sh = (script: string) => spawnSync('sh', ['-c', script], { env: story.env, cwd: story.folder, encoding: 'utf8' })

/** As `gastown … | head -1`, with nothing read after the first line. */
function leaveAfterOne(args: readonly string[], before = 0): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [launcher, ...args], {
      cwd: story.folder,
      env: story.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      if (stdout.includes('\n')) setTimeout(() => child.stdout.destroy(), before)
      if (stdout.includes('\n')) child.stdout.pause()
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

const lists = ['list', 'status'].flatMap((command) =>
  ['json', 'yaml', 'wide', 'name'].map((format) => [command, '-o', format]),
)
const daily = [
  ['list'],
  ['status', '-o', 'json'],
  ['describe', 'p1'],
  ['logs', 'talker'],
  ['logs', 'talker', '-f'],
  ['help'],
]

/** Where nothing more comes, who follows hears of it with the next line only, as tail -f does. */
const printing: readonly (readonly string[])[] = [
  ['list'],
  ['status'],
  ...lists,
  ['list', '-w', '-o', 'json'],
  ['status', '-w', '-o', 'yaml'],
  ['rig', 'list', '-o', 'yaml'],
  ['describe', 'p1'],
  ['describe', 'p1', '-o', 'json'],
  ['events', 'talker'],
  ['events', 'talker', '-o', 'json'],
  ['logs', 'talker'],
  ['logs', 'talker', '-f'],
  ['logs', 'talker', '-f', '-o', 'json'],
  ['logs', 'talker', '-c', 'all', '--timestamps'],
  ['clean', 'all', '-A', '--dry-run', '-o', 'json'],
  ['local', 'status'],
  ['local', 'logs'],
  ['help'],
  ['help', 'exit-codes'],
  ['create', '--help'],
]

describe('a reader that leaves after the first line', () => {
  test.each(inFull(printing, daily).map((args) => [args.join(' '), args] as const))(
    `of %s${moreInFull}`,
    async (_, args) => {
      for (const later of inFull([0, 50], [0])) {
        const { code, stderr } = await leaveAfterOne(args, later)
        expect({ code, trace: /Error|EPIPE|node:|empty|bug/.exec(stderr)?.[0] }).toEqual({ code: 0, trace: undefined })
      }
    },
  )
})

test('a slow reader gets everything', async () => {
  const gastown = `'${process.execPath}' '${launcher}'`
  expect(sh(`${gastown} list -o name | (sleep 1; wc -l)`).stdout.trim()).toBe(String(count + 1))
  expect(sh(`${gastown} logs talker | (sleep 1; tail -1)`).stdout).toContain(`line ${lines} `)
})

test.skipIf(process.platform !== 'linux')('no room for the output is told, and nobody to tell is none', () => {
  const gastown = `'${process.execPath}' '${launcher}'`
  const all = ['list -o json', 'logs talker -f', 'help', 'list', 'list -w', 'logs talker', 'describe p1']
  for (const args of inFull(all, all.slice(0, 3))) {
    const { status, stderr } = sh(`${gastown} ${args} >/dev/full`)
    expect({ args, status }).toEqual({ args, status: 9 })
    expect(stderr).toMatch(/^(?:(?:Without a sandbox|Showing)[^\n]*\n)*Error: no space left for the output\n$/)
  }
  expect(sh(`${gastown} list -o json >&-`)).toMatchObject({ status: 0, stderr: '' })
  expect(sh(`${gastown} list -o json 2>&- | wc -c`).stdout.trim()).not.toBe('0')
  expect(sh(`${gastown} list no-such 2>/dev/full`)).toMatchObject({ status: 3 })
  expect(sh(`${gastown} list no-such 2>&-`)).toMatchObject({ status: 3 })
})
