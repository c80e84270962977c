/** Credentials with the built program: in local mode, and asked for in a real terminal. */
import { spawn, spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { describeInFull } from '../support/full.ts'
import { openedOnce } from '../support/opened.ts'
import { launcher, openStory, type Ran } from '../support/story.ts'

const value = 'sk-ant-api03-told-to-nobody-abcdef'
const story = openedOnce(openStory, (one) => one.close())

/** What could be read of the value in a text. */
const traces = [value, 'told-to-nobody', Buffer.from(value).toString('base64')]

test('a key from the environment is stored, checked and deleted, and no output has it', async () => {
  const env = { ANTHROPIC_API_KEY: value }
  const outputs: Ran[] = []
  const run = async (...args: string[]) => {
    const ran = await story.gastown(args, { env })
    outputs.push(ran)
    return ran
  }
  const imported = await run('secrets', 'import-claude', '-v')
  expect(imported.code).toBe(0)
  expect(imported.stdout).toMatch(
    /^claude-credentials: API key from ANTHROPIC_API_KEY stored under api-key in namespace gastown-workers; sha256:\w{12}; does not expire by itself\n$/,
  )
  expect(await run('secrets', 'import-git', '--url', 'git@github.com:myorg/athena.git')).toMatchObject({ code: 0 })
  const listed = JSON.parse((await run('secrets', 'list', '-o', 'json')).stdout) as { items: { data: object }[] }
  expect(listed.items.map(({ data }) => data)).toEqual([
    { 'api-key': '***' },
    { known_hosts: '***', 'ssh-privatekey': '***' },
  ])
  expect(await run('secrets', 'check')).toMatchObject({ code: 0 })
  expect(await run('secrets', 'import-git', '--name', 'claude-credentials')).toMatchObject({ code: 2 })
  expect(await run('secrets', 'delete', 'claude-credentials', 'git-credentials', '--yes')).toMatchObject({ code: 0 })
  expect(await run('secrets', 'check')).toMatchObject({ code: 3 })
  outputs.push(await story.gastown(['local', 'logs']))
  for (const { stdout, stderr } of outputs) for (const trace of traces) expect(stdout + stderr).not.toContain(trace)
})

/** util-linux's `script` runs a command in a pseudo-terminal of its own. */
const hasScript = spawnSync('script', ['-qec', 'true', '/dev/null'], { stdio: 'ignore' }).status === 0

/** Types once the question stands, and gives all that the terminal showed. */
function inTerminal(typed: string): Promise<string> {
  const command = `${process.execPath} ${launcher} secrets import-claude --dry-run; echo "exit $?"; stty -a`
  return new Promise((resolve, reject) => {
    const child = spawn('script', ['-qec', command, '/dev/null'], { env: { ...story.env, TERM: 'xterm' } })
    let shown = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const asked = shown.includes('not shown: ')
      shown += text
      if (!asked && shown.includes('not shown: ')) child.stdin.write(typed)
    })
    child.on('error', reject).on('close', () => resolve(shown))
  })
}
/** The terminal echoes and edits lines again. */
const restored = /[^-]icanon [^]*[^-]echo /

describe.runIf(hasScript)('the question in a real terminal', () => {
  test('a pasted key is taken and never shown', async () => {
    const shown = await inTerminal(`${value}\r`)
    expect(shown).toContain('API key from the prompt would be stored')
    expect(shown).toContain('exit 0')
    expect(shown).toMatch(restored)
    for (const trace of traces) expect(shown).not.toContain(trace)
  })

  describeInFull('rarer answers', () => {
    test('Ctrl-C ends it with 130 and restores the terminal', async () => {
      const shown = await inTerminal(`${value}\u0003`)
      expect(shown).toContain('Interrupted')
      expect(shown).toContain('exit 130')
      expect(shown).toMatch(restored)
      for (const trace of traces) expect(shown).not.toContain(trace)
    })

    test('a paste of several lines leaves nothing to the shell', async () => {
      const shown = await inTerminal(`${value}\rtold-to-nobody\r`)
      expect(shown).toContain('has a line break in it')
      expect(shown).toContain('exit 2')
      for (const trace of traces) expect(shown).not.toContain(trace)
    })
  })
})
