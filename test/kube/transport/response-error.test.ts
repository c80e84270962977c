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

test.each([
  ['/apis/gastown.gastown.io/v1alpha1/namespaces/gastown-system/polecats/x', 'not-installed'],
  ['/apis/gastown.gastown.io/v1alpha1/rigs?limit=500', 'not-installed'],
  ['/apis/coordination.k8s.io/v1/namespaces/a/leases/b', 'not-found'],
])('a server that does not serve %s: %s', (path, kind) => {
  expect(responseError({ server, code: 404, body: '404 page not found', path }).kind).toBe(kind)
})

test('our resources that are not served are an installation that is missing', () => {
  const path = '/apis/gastown.gastown.io/v1alpha1/rigs'
  expect(responseError({ server, code: 404, body: '404 page not found', path })).toMatchObject({
    message: `the cluster at ${server} does not have gastown installed`,
    hints: [
      'Install it with: gastown install',
      'Or choose another cluster with --context, or this machine with --local.',
    ],
  })
})

test.each([
  ['/apis/gastown.gastown.io/v1alpha1/namespaces/team/polecats/x', ' -n team'],
  ['/api/v1/namespaces/team', ''],
  ['/apis/gastown.gastown.io/v1alpha1/rigs', ''],
])('what is denied at %s is asked about with: kubectl auth can-i --list%s', (path, flag) => {
  const body = JSON.stringify({ kind: 'Status', code: 403, message: 'forbidden' })
  expect(responseError({ server, code: 403, body, path })).toMatchObject({
    kind: 'denied',
    hints: [`See what you may do with: kubectl auth can-i --list${flag}`],
  })
})
