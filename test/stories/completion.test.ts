/** Completion as bash asks for it, from the script that `gastown autocomplete` writes. */
import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import manifest from '../../oclif.manifest.json' with { type: 'json' }
import { inFull, moreInFull } from '../support/full.ts'
import { openStory, type Story } from '../support/story.ts'

const hasBash = spawnSync('bash', ['-c', 'true']).status === 0

describe.runIf(hasBash)('in bash', () => {
  let story: Story
  let setUp: string
  beforeAll(async () => {
    story = await openStory()
    await story.gastown(['autocomplete', 'bash'])
    // What the user's start file holds from then on.
    setUp = (await story.gastown(['autocomplete', 'script', 'bash'])).stdout
  })
  afterAll(() => story.close())

  /** What is offered for the last of these words. */
  function offered(...words: string[]): string[] {
    const typed = ['gastown', ...words].map((word) => `'${word}'`).join(' ')
    const ask = `COMP_WORDS=(${typed}); COMP_CWORD=${words.length}; _gastown_autocomplete; printf '%s\\n' "\${COMPREPLY[@]}"`
    const { stdout } = spawnSync('bash', ['--norc', '-c', `${setUp}\n${ask}`], { env: story.env, encoding: 'utf8' })
    return [...new Set(stdout.split('\n').filter((word) => word !== ''))]
  }

  const asked = [
    [
      ['clean', ''],
      ['all', 'finished', 'orphans', 'refs'],
    ],
    [['ev'], ['events']],
    [
      ['secrets', 'imp'],
      ['import-claude', 'import-git', 'import-key'],
    ],
    [['logs', '--gr'], ['--grep']],
    [
      ['polecat', 'create', '--task'],
      ['--task', '--task-file', '--task-format'],
    ],
  ] as const

  test.each(inFull(asked, asked.slice(0, 2)))(`%j${moreInFull}`, (words, expected) => {
    expect(offered(...words)).toEqual(expected)
  })

  test('every command is offered', () => {
    for (const [id, { aliases }] of Object.entries(manifest.commands))
      for (const words of [id.split(':'), ...aliases.map((alias) => [alias])])
        expect(offered(...words)).toContain(words.at(-1))
  })
})

test('no summary has a character that the scripts for other shells would act on', () => {
  const commands = Object.values(manifest.commands)
  const flags = commands.flatMap((command) => Object.values(command.flags) as { summary?: string }[])
  const summaries = [...commands, ...flags].map(({ summary = '' }) => summary)
  expect(summaries.filter((summary) => /[$`\\]/.test(summary))).toEqual([])
})
