import { expect, test } from 'vitest'
import { GastownError } from '../../src/errors.ts'
import { asStartError, errorOf, failure } from '../../src/local/report.ts'

const system = (code: string, facts: object = {}) => Object.assign(new Error(`${code}: system`), { code, ...facts })

test.each([
  [system('EADDRINUSE', { port: 7443 }), 'conflict', '7443'],
  [system('ENOSPC', { path: '/data/x' }), 'no-space', '/data/x'],
  [system('EROFS', { path: '/data/x' }), 'denied', '/data/x'],
  [system('ENOTDIR', { path: '/data/x' }), 'invalid', '/data/x'],
  [new GastownError('no-space', 'no space left on the disk of /home/state/data'), 'no-space', '/home/state'],
  [new GastownError('conflict', 'port taken'), 'conflict', 'port taken'],
  [new Error('odd'), 'bug', 'odd'],
])('%s is told as %s', (error, kind, words) => {
  const known = asStartError(error, '/home/state')
  expect(known).toMatchObject({ kind, message: expect.stringContaining(words) })
  const report = failure(known)
  expect(report.type === 'failed' && errorOf(report)).toMatchObject({
    kind,
    message: known.message,
    hints: known.hints,
  })
})
