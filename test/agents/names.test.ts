/** Agents are known by their records: a name elsewhere would be one more place to change for the next agent. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { agentNames } from '../../src/polecat/agent.ts'

/** Files that may name agents, and why. */
const exceptions: Readonly<Record<string, string>> = {
  'polecat/agent.ts': 'the list of the schema, which is made before there are records',
  'commands/secrets/import-claude.ts': 'the command of one agent, which its file names',
}

/** Of the public interface, patterns of words that stay what they are. */
const publicWords = [
  'gastown secrets import-claude',
  'secrets delete claude-credentials',
  'claudeCredsSecret(Ref)?\\b',
  '--claude-creds-secret',
  "'claude-creds-secret'",
  "Claude's OAuth credentials",
]

/** Names that are also ordinary words, or of others: only a string that holds nothing else means the agent. */
const ordinary = ['custom', 'gemini']

/** What an agent is called in code: `claudeCredential` is one of `claude-code`. */
const patterns = agentNames.map((name) => {
  const [word = name] = name.split('-')
  if (ordinary.includes(word)) return new RegExp(`(['"\`])${name}\\1`, 'g')
  const [first = '', rest] = [word[0], word.slice(1)]
  return new RegExp(`(?<![A-Za-z])${word}(?![a-z])|${first.toUpperCase()}${rest}(?![a-z])|${word.toUpperCase()}`, 'g')
})

/** Agents' names in a text, each with its line. */
function namesIn(text: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    const rest = publicWords.reduce((left, word) => left.replaceAll(new RegExp(word, 'g'), ''), line)
    return patterns.flatMap((pattern) => [...rest.matchAll(pattern)].map(([found]) => `${index + 1}: ${found}`))
  })
}

const src = fileURLToPath(new URL('../../src', import.meta.url))
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(tsx?|sh)$/.test(file))
const textOf = (file: string) => readFileSync(join(src, file), 'utf8')

test('no file outside of src/agents names an agent', () => {
  const others = files.filter((file) => !file.startsWith('agents/') && !(file in exceptions))
  const found = others.flatMap((file) => namesIn(textOf(file)).map((name) => `src/${file}:${name}`))
  expect(found, 'ask the record in src/agents; a name that is an ordinary word goes into `ordinary`').toEqual([])
})

test.for(Object.entries(exceptions))('%s is an exception still: %s', ([file]) => {
  expect(namesIn(textOf(file))).not.toEqual([])
})

test.for(publicWords)('%s is still said somewhere', (word) => {
  expect(files.some((file) => textOf(file).search(new RegExp(word)) >= 0)).toBe(true)
})

describe('what counts as a name', () => {
  test.each([
    ["if (agent === 'custom') return", ["1: 'custom'"]],
    ["rule: `self.agent == 'custom'`", ["1: 'custom'"]],
    ['usualClaudeSecret\n/** For Aider. */', ['1: Claude', '2: Aider']],
    ["from './claude-code.ts', CLAUDE_CONFIG_DIR, claudeKey", ['1: claude', '1: CLAUDE', '1: claude']],
    ['definition.custom, `the custom agent`, a raider', []],
    ["Run 'gastown secrets import-claude'; claudeCredsSecretRef", []],
  ])('%j', (text, names) => {
    expect(namesIn(text)).toEqual(names)
  })
})
