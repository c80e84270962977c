import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { setupCommand } from '../../src/pod/setup.ts'

test('setup writes a passwd entry for its uid, and when it started', async () => {
  const root = await mkdtemp(join(tmpdir(), 'gastown-setup-'))
  try {
    for (const name of ['passwd', 'times']) await mkdir(join(root, name))
    const [program = '', ...args] = setupCommand.map((word) => word.replaceAll('$$', '$'))
    const before = Math.floor(Date.now() / 1000)
    await promisify(execFile)(program, args, { env: { PATH: process.env['PATH'], GASTOWN_ROOT: root } })
    const passwd = await readFile(join(root, 'passwd/passwd'), 'utf8')
    const uid = process.getuid?.()
    expect(passwd).toContain(`agent:x:${uid}:${process.getgid?.()}:agent:/home/agent:/bin/sh\n`)
    expect(passwd.split('\n').filter((line) => line.includes(`:x:${uid}:`))).toHaveLength(1)
    expect(Number(await readFile(join(root, 'times/setup'), 'utf8'))).toBeGreaterThanOrEqual(before)
  } finally {
    await rm(root, { recursive: true, force: true })
  }
})
