import { expect, test } from 'vitest'
import { aServer } from './a-server.ts'

const group = '/apis/authorization.k8s.io/v1'
const resourceAttributes = { verb: 'get', resource: 'pods', namespace: 'default' }

test('the one user may do everything, and nobody else anything', async () => {
  const { ask } = await aServer()
  const allows = async (spec: object) =>
    (await ask('POST', `${group}/subjectaccessreviews`, { spec: { resourceAttributes, ...spec } })).body.status.allowed
  expect(await allows({ user: 'gastown' })).toBe(true)
  expect(await allows({ user: 'root', groups: ['system:masters'] })).toBe(true)
  expect(await allows({ user: 'mallory', groups: ['system:authenticated'] })).toBe(false)
})

test('a review names a user or a group', async () => {
  const { ask } = await aServer()
  const answer = await ask('POST', `${group}/subjectaccessreviews`, { spec: { resourceAttributes } })
  expect(answer).toMatchObject({ code: 422, body: { details: { causes: [{ field: 'spec.user' }] } } })
})

test('a local review is about the namespace it is asked in', async () => {
  const { ask } = await aServer()
  const ofOne = (namespace: string) =>
    ask('POST', `${group}/namespaces/${namespace}/localsubjectaccessreviews`, {
      spec: { user: 'gastown', resourceAttributes },
    })
  expect(await ofOne('default')).toMatchObject({ code: 201, body: { status: { allowed: true } } })
  expect(await ofOne('elsewhere')).toMatchObject({
    code: 400,
    body: { message: 'spec.resourceAttributes.namespace must match namespace: elsewhere' },
  })
})
