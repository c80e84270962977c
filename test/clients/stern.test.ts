import { spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { waitFor } from '../support/wait-for.ts'
import { openLocalMode, type LocalMode } from './local-mode.ts'
import { stern } from './programs.ts'
import { full, onlyInFull } from '../support/full.ts'

describe.runIf(full && stern)(`stern (where it is installed)${onlyInFull}`, () => {
  let local: LocalMode
  beforeAll(async () => {
    local = await openLocalMode()
  })
  afterAll(() => local.close())

  test('follows pods as they come and go, and misses no line', async () => {
    const words = ['-n', 'gastown-workers', '-l', 'app.kubernetes.io/managed-by=gastown-operator', '-c', '^agent$']
    const env = { ...local.story.env, PATH: process.env['PATH'], KUBECONFIG: local.kubeconfig }
    const following = spawn(stern ?? '', [...words, '--color=never'], { env })
    const ended = new Promise((resolve) => following.once('close', resolve))
    let said = ''
    let notices = ''
    following.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
    following.stderr.setEncoding('utf8').on('data', (text: string) => (notices += text))
    try {
      await waitFor('a line', () => (said.includes(`${local.pod} agent line`) ? true : undefined))
      const second = await local.start(
        'second',
        'sleep 2; i=0; while [ $i -lt 300 ]; do i=$((i+1)); echo "run $i"; done',
      )
      await waitFor('the end of the second', () => (notices.includes(`- ${second} › agent`) ? true : undefined))
      const lines = said.split('\n').filter((line) => line.startsWith(`${second} agent `))
      expect(lines).toEqual(Array.from({ length: 300 }, (_, index) => `${second} agent run ${index + 1}`))
    } finally {
      following.kill('SIGTERM')
      await ended
    }
  })
})
