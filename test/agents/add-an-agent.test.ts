/** docs/how-to/add-an-agent.md, followed block by block in a copy of the sources, as a contributor would. */
import { execFile, type ExecFileOptions } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { read, root } from '../docs/pages.ts'
import { full, onlyInFull } from '../support/full.ts'

/** What a program printed; where it fails, that is why. */
async function run(program: string, args: readonly string[], options: ExecFileOptions): Promise<string> {
  try {
    return String((await promisify(execFile)(program, args, { ...options, maxBuffer: 2 ** 24 })).stdout)
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string }
    throw new Error(`${program} failed:\n${stdout}${stderr}`, { cause: error })
  }
}

const page = read('docs/how-to/add-an-agent.md')
const blocks = [...page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, language = '', text = '']) => ({
  language,
  text,
}))
const fixture = /test\/fixtures\/agents\/scribe-\w+\.ndjson/.exec(page)?.[0] ?? ''

let copy: string
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'gastown-agent-'))
  const parts = ['src', 'templates', 'package.json', 'tsconfig.json', 'test/support', 'test/pod', 'test/agents']
  for (const part of parts) cpSync(join(root, part), join(copy, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  for (const { language, text } of blocks) {
    const [file] = /^\/\/ (\S+)\n/.exec(text)?.slice(1) ?? []
    if (language === 'ts' && file !== undefined) put(file, text)
    if (language === 'diff') patch(text)
    if (language === 'json') put(fixture, text)
  }
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

function put(file: string, text: string): void {
  mkdirSync(dirname(join(copy, file)), { recursive: true })
  writeFileSync(join(copy, file), text)
}

/** What a diff shows of a file must be in it, once. */
function patch(diff: string): void {
  const [from = '', , ...lines] = diff.trimEnd().split('\n')
  const file = from.replace('--- a/', '')
  const side = (marks: string) => lines.filter((line) => marks.includes(line[0] ?? ' ')).map((line) => line.slice(1))
  const [before, after] = [side(' -').join('\n'), side(' +').join('\n')]
  const parts = readFileSync(join(copy, file), 'utf8').split(before)
  if (parts.length !== 2)
    throw new Error(`docs/how-to/add-an-agent.md is stale: ${file} has ${parts.length - 1} times, not once:\n${before}`)
  writeFileSync(join(copy, file), parts.join(after))
}

test('the page shows one new file of src, and lines of two others', () => {
  const files = blocks.flatMap(({ text }) => /^(?:\/\/|--- a\/) ?(src\/\S+)/.exec(text)?.[1] ?? [])
  expect([...new Set(files)].toSorted()).toEqual([
    'src/agents/scribe.ts',
    'src/agents/table.ts',
    'src/polecat/agent.ts',
  ])
})

test('with that, the agent is accepted, limited, rendered, given a credential, and understood', async () => {
  const printed = await run(process.execPath, ['test/agents/try-agent.ts', 'scribe', fixture], { cwd: copy })
  const told = JSON.parse(printed)

  expect(told.accepted).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(told.accepted.stdout).spec.agent).toBe('scribe')
  expect(told.schema).toContain('"scribe","custom"]')

  expect(told.refused.code).toBe(2)
  expect(told.refused.stderr).toContain('scribe does not take it; it takes model, endpoint, args and env')
  expect(told.refused.stderr).toContain('turns only can be for scribe; leave it out')

  expect(told.container.args).toEqual(['scribe', '--json', '--model', 'm', '--turns', '7'])
  expect(told.container.resources.limits.memory).toBeDefined()
  expect(told.container.env).toContainEqual({ name: 'GASTOWN_LLM_VARIABLE', value: 'OPENAI_API_KEY' })
  expect(told.files).toMatchObject({ prompt: expect.any(String), preamble: expect.any(String) })
  expect(told.files['home-0']).toBe('{"updates":false}\n')
  expect(told.promptVolume.configMap.items).toContainEqual({ key: 'home-0', path: 'home/.config/scribe/settings.json' })

  expect(told.secretNames).toContain('openai-credentials')
  expect(told.withoutCredential).toMatch(
    /^scribe has no credential: .* Secret openai-credentials .*: gastown secrets import-key --provider openai$/,
  )
  expect(told.fromMachine).toEqual({ 'api-key': Buffer.from('sk-proj-of-this-machine').toString('base64') })

  expect(told.events.map(({ type }: { readonly type: string }) => type)).toEqual(['text', 'usage', 'end'])
})

test.runIf(full)(
  `the compiler asks for nothing more, and the tests of records hold for the new one${onlyInFull}`,
  async () => {
    const options = {
      cwd: copy,
      env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}` },
    }
    const included = { extends: './tsconfig.json', include: ['src', 'test/agents/scribe.test.ts'] }
    put('tsconfig.src.json', JSON.stringify(included))
    expect(await run('tsc', ['-p', 'tsconfig.src.json'], options)).toBe('')
    const tests = ['scribe', 'table', 'names', 'unenforced'].map((name) => `test/agents/${name}.test.ts`)
    await run('vitest', ['run', '--root', copy, ...tests], options)
  },
)
