import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { quoted, sshCommand } from '../../../src/git/access/ssh-command.ts'

test.each(['plain', '', 'a b', "it's", '$(id)', '"x"', '`id`', 'a\nb', '*', '~', 'ünï'])(
  'sh reads %j as it is',
  (word) => {
    expect(execFileSync('sh', ['-c', `printf %s ${quoted(word)}`], { encoding: 'utf8' })).toBe(word)
  },
)

test('ssh understands the command and uses nothing but our files', () => {
  const folder = mkdtempSync(join(tmpdir(), "gastown it's "))
  try {
    const key = join(folder, 'a key%h')
    writeFileSync(key, '')
    const command = sshCommand({ key, knownHosts: '/tmp/known hosts' })
    const shown = execFileSync('sh', ['-c', `${command} -G git.example.com`], { encoding: 'utf8', stdio: 'pipe' })
    expect(shown).toContain(`identityfile ${key.replace('%', '%%')}\n`)
    expect(shown).toContain('userknownhostsfile /tmp/known hosts\n')
    for (const line of ['batchmode yes', 'stricthostkeychecking true', 'identitiesonly yes', 'identityagent none'])
      expect(shown).toContain(`${line}\n`)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
