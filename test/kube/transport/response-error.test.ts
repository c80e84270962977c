import { expect, test } from 'vitest'
import { statusOf } from '../../../src/apiserver/http/response.ts'
import { GastownError } from '../../../src/errors.ts'
import { responseError } from '../../../src/kube/transport/response-error.ts'

const server = 'https://127.0.0.1:7443'

test('a full disk of the server is no server that is away', () => {
  const status = statusOf(new GastownError('no-space', 'no space left on the disk of /state/data'))
  expect(status).toMatchObject({ code: 507, reason: 'InsufficientStorage' })
  expect(responseError({ server, code: 507, body: JSON.stringify(status) })).toMatchObject({
    kind: 'no-space',
    message: 'no space left on the disk of /state/data',
    hints: ['Free some space there; nothing was changed.'],
  })
})

test('what a server fails at is told with its name', () => {
  const status = statusOf(new Error('oops'))
  expect(responseError({ server, code: 500, body: JSON.stringify(status) })).toMatchObject({
    kind: 'unreachable',
    message: `${server} returned 500: Internal error occurred: oops`,
  })
})
