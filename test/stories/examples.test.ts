/**
 * Runs every example that a command's help shows, in a shell, in a checkout, against local mode. They are read from the
 * manifest: a new one runs without a word here, in the scene `ended`, and is to end with 0.
 */
import { spawn, spawnSync } from 'node:child_process'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import manifest from '../../oclif.manifest.json' with { type: 'json' }
import { connect } from '../../src/kube/connect.ts'
import { rigs } from '../../src/kube/resources.ts'
import { makeSshKey } from '../../src/secrets/openssh-key.ts'
import { full, onlyInFull } from '../support/full.ts'
import { launcher, openStory, type Ran, type Repository, type Story } from '../support/story.ts'

const examples = Object.values(manifest.commands).flatMap((command) =>
  command.examples.map((example) => example.replaceAll('<%= config.bin %>', 'gastown')),
)

/** What an example needs that is not on every machine, or that no test may have. */
const notRun: Readonly<Record<string, string>> = {
  'gastown exec fix-login -it -- sh': 'needs a terminal',
  'gastown secrets delete claude-credentials': 'asks, which needs a terminal',
  'gastown operator run': 'needs a cluster',
  'gastown operator run --kubeconfig admin.conf --image registry.example/gastown:1.0': 'needs a cluster',
  'gastown install --registry registry.example/team': 'needs a cluster',
  'gastown uninstall': 'needs a cluster',
  'gastown uninstall --delete-data --yes': 'needs a cluster',
  'gastown install --registry registry.example/team --dry-run': 'needs a cluster',
  'gastown install --registry registry.example/team --export | kubectl apply --server-side -f -': 'needs a cluster',
  'gastown local up --port 7443': 'takes a port that somebody else may have',
}

/** In this order; each leaves to the next what its own `prepare` does not make. */
const scenes = ['at work', 'in turns', 'ended', 'held', 'cleaned', 'another rig', 'down'] as const
type Scene = (typeof scenes)[number]

interface Rule {
  readonly scene: Scene
  readonly code?: number
  /** Goes on until it is interrupted. */
  readonly endless?: true
  /** Run before it. */
  readonly before?: string
}

const storeKeys = 'for name in old-key git-of-team; do gastown secrets import-claude --from env --name $name; done'

/** The first whose words an example begins with; where examples come one after the other, in this order. */
const rules: readonly (readonly [words: string, rule: Rule])[] = [
  ['gastown events fix-login -w', { scene: 'at work', endless: true }],
  ['gastown list -w', { scene: 'at work', endless: true }],
  ['gastown status -w', { scene: 'at work', endless: true }],
  ['gastown logs -f', { scene: 'at work', endless: true }],
  ['gastown logs fix-login -f', { scene: 'at work', endless: true }],
  ['gastown exec', { scene: 'at work' }],
  ['gastown status', { scene: 'at work' }],
  ['gastown wait fix-login --for started', { scene: 'at work' }],
  ['gastown terminate', { scene: 'in turns', code: 15 }],
  ['gastown retry fix-login --follow', { scene: 'in turns' }],
  ['gastown retry', { scene: 'in turns' }],
  ['gastown wait fix-login', { scene: 'in turns' }],
  ['gastown diff fix-login && gastown release', { scene: 'held' }],
  ['gastown delete fix-login', { scene: 'held' }],
  ['gastown create fix-login', { scene: 'held' }],
  ['gastown delete fix-login --force --wait', { scene: 'held' }],
  ['gastown clean', { scene: 'cleaned' }],
  [
    'gastown rig delete',
    { scene: 'cleaned', before: 'gastown delete fix-logout two three; gastown clean finished -A --yes' },
  ],
  ['gastown secrets import', { scene: 'another rig' }],
  ['gastown secrets delete', { scene: 'another rig', before: storeKeys }],
  ['gastown secrets', { scene: 'another rig' }],
  ['gastown rig create', { scene: 'another rig', before: 'gastown rig delete athena' }],
  ['gastown local down', { scene: 'down', before: 'gastown local up' }],
  ['gastown local logs -f', { scene: 'down', endless: true }],
  ['gastown local', { scene: 'down' }],
]

function indexOf(example: string): number {
  const whole = rules.findIndex(([words]) => words === example)
  return whole >= 0 ? whole : rules.findIndex(([words]) => example.startsWith(words))
}

function ruleOf(example: string): Rule {
  return rules[indexOf(example)]?.[1] ?? { scene: 'ended' }
}

let story: Story
let repository: Repository

async function open(): Promise<void> {
  story = await openStory({
    ANTHROPIC_API_KEY: 'sk-ant-api03-told-to-nobody-abcdef',
    CLAUDE_CODE_OAUTH_TOKEN: 'sk-ant-oat01-told-to-nobody-abcdef',
    OPENAI_API_KEY: 'sk-proj-told-to-nobody-abcdefghijkl',
  })
  repository = await story.repository('athena')
  await putPrograms()
  await putFiles()
}

/** `gastown` itself, and what the example of a command of the user's calls. */
async function putPrograms(): Promise<void> {
  const folder = join(story.folder, 'programs')
  await mkdir(folder)
  const put = async (name: string, script: string) => {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`)
    await chmod(join(folder, name), 0o755)
  }
  await put('gastown', `exec '${process.execPath}' '${launcher}' "$@"`)
  await put('make', 'echo formatted >> README.md')
  story.env['PATH'] = `${folder}:${story.env['PATH']}`
}

function polecat(name: string, metadata = ''): string {
  const head = 'apiVersion: gastown.gastown.io/v1alpha1\nkind: Polecat'
  return `${head}\nmetadata: {name: ${name}, ${metadata}}\nspec: {taskDescription: T}\n`
}

/** Every file that an example names. */
async function putFiles(): Promise<void> {
  const files = {
    'task.md': 'Fix the login.\n',
    'tasks.yaml': '- Fix the login\n- {name: docs, task: Write docs}\n',
    'team.yaml': polecat('one', 'labels: {team: web}'),
    'idle.yaml': ['two', 'three', 'fix-logout'].map((name) => `- {name: ${name}, task: T}\n`).join(''),
    'polecats.yaml': `${polecat('a')}---\n${polecat('b')}`,
    '.beads/issues.jsonl': `${JSON.stringify({ id: 'at-1234', title: 'Parse dates' })}\n`,
    'key.txt': 'sk-ant-api03-of-a-file-told-to-nobody\n',
    'gemini-key.txt': 'AIzaSyToldToNobodyAbcdefghijklmnopqrstuv\n',
    'token.txt': 'github_pat_told_to_nobody_abcdef\n',
    'deploy-key': makeSshKey('deploy').private,
    known_hosts: 'github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl\n',
  }
  await mkdir(join(repository.checkout, '.beads'))
  for (const [name, text] of Object.entries(files))
    await writeFile(join(repository.checkout, name), text, { mode: 0o600 })
}

interface Shell {
  readonly endless?: boolean
}

/** As a user's shell would run it. */
function shell(line: string, { endless = false }: Shell = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const { env } = story
    const child = spawn('sh', ['-c', line], { cwd: repository.checkout, env, detached: true })
    const interrupt = () => process.kill(-(child.pid ?? 0), 'SIGINT')
    let [stdout, stderr] = ['', '']
    let timer = endless ? setTimeout(interrupt, 8000) : undefined
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      if (!endless) return
      // It has begun, so that from now on it only waits.
      clearTimeout(timer)
      timer = setTimeout(interrupt, 300)
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.stdin.end()
    child.on('error', reject).on('close', (code) => {
      clearTimeout(timer)
      resolve({ code, stdout, stderr })
    })
  })
}

async function prepare(line: string, code = 0): Promise<void> {
  const ran = await shell(line)
  if (ran.code !== code) throw new Error(`${line}: exit ${ran.code}\n${ran.stderr}`)
}

/** The rig's own agent, so that examples need no model: it commits, and the first of `fix-login` waits after that. */
async function giveAgent(): Promise<void> {
  const { kubeconfig } = JSON.parse((await shell('gastown local status -o json')).stdout) as { kubeconfig: string }
  const client = await connect({ kubeconfig, home: story.folder, env: story.env, fieldManager: 'test' })
  const command = ['sh', '-c', 'cat >> notes && cat notes && git add notes && git commit -qm "Take notes"']
  const spec = { defaults: { agent: 'custom', agentConfig: { command } } }
  await client.mergePatch(rigs, 'athena', undefined, { spec })
  client.close()
}

const waiting =
  'echo error; if [ -e begun ]; then echo more >> again; exit; fi; touch begun; git add .; git commit -qm B; sleep 600'
const changesCI = 'mkdir -p .github/workflows; echo "on: push" > .github/workflows/ci.yml; git add .; git commit -qm CI'

const preparations: Readonly<Record<Scene, () => Promise<void>>> = {
  'at work': async () => {
    await prepare(`gastown rig create athena --git-url '${repository.remote}' --prefix at`)
    await giveAgent()
    await prepare(`gastown create fix-login --task 'Fix it' -- sh -c '${waiting}'`)
    await prepare('gastown create -f team.yaml')
    await prepare('gastown create --task-file idle.yaml --set desiredState=Idle')
    await prepare('gastown wait fix-login --for started')
  },
  'in turns': async () => undefined,
  ended: async () => undefined,
  held: async () => {
    await prepare('gastown delete fix-login')
    await prepare(`gastown create fix-login --task CI --wait -- sh -c '${changesCI}'`, 18)
  },
  cleaned: async () => undefined,
  'another rig': async () => {
    await prepare('gastown rig create athena --git-url git@github.com:myorg/athena.git')
  },
  down: async () => undefined,
}

const lacking = ['jq', 'kubectl'].filter((name) => spawnSync(name, ['--version']).error !== undefined)
const lacks = (example: string) => lacking.find((name) => example.includes(`${name} `))

interface Outcome extends Ran {
  /** Whether it has said anything; at the end of a pipe that is not its own concern. */
  readonly told: boolean
}

async function run(example: string): Promise<Outcome> {
  const { endless, before } = ruleOf(example)
  if (before !== undefined) await prepare(before)
  const ran = await shell(example, { endless })
  const told = ran.stdout !== '' || ran.stderr !== '' || example.includes(' | ')
  // Of a pipe that is interrupted, the shell gives no status.
  return { ...ran, code: endless ? (ran.code ?? 130) : ran.code, told }
}

describe.skipIf(!full)(`every example of every command's help${onlyInFull}`, () => {
  beforeAll(open)
  afterAll(() => story.close())

  for (const scene of scenes) {
    // Those that change something in common come one after the other.
    const concurrent = scene === 'at work' || scene === 'ended'
    describe(`${scene}`, { concurrent }, () => {
      beforeAll(() => preparations[scene]())
      const here = examples.filter((example) => notRun[example] === undefined && ruleOf(example).scene === scene)
      for (const example of here.toSorted((a, b) => indexOf(a) - indexOf(b))) {
        const program = lacks(example)
        const needs = program === undefined ? '' : ` (needs ${program})`
        test.skipIf(program !== undefined)(`${example}${needs}`, async () => {
          const { code = 0, endless } = ruleOf(example)
          expect(await run(example)).toMatchObject({
            code: endless ? 130 : code,
            stderr: expect.not.stringMatching(/^Error/m),
            told: true,
          })
        })
      }
    })
  }
})

describe('the manifest', () => {
  test.each(Object.entries(manifest.commands))('%s has a summary and examples, each of itself', (id, command) => {
    expect(command.summary).toMatch(/^[A-Z].*\.$/)
    expect(command.examples.length).toBeGreaterThan(0)
    const words = [id.replaceAll(':', ' '), ...command.aliases].map((name) => `<%= config.bin %> ${name}`)
    for (const example of command.examples) expect(words.some((name) => example.includes(name))).toBe(true)
  })

  test('what is said of examples here is of some that exist', () => {
    expect(Object.keys(notRun).filter((example) => !examples.includes(example))).toEqual([])
    const unused = rules.filter(([words]) => !examples.some((example) => example.startsWith(words)))
    expect(unused).toEqual([])
  })
})
