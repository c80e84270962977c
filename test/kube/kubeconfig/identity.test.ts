import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ClusterUser } from '../../../src/kube/kubeconfig/cluster-access.ts'
import { connectWith } from '../../../src/kube/connect.ts'
import { identityOf } from '../../../src/kube/kubeconfig/identity.ts'
import { json, scriptedServer, status } from '../../support/servers/scripted-server.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'identity-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

const headers = (user: ClusterUser) => identityOf({ server: 'https://s', user }).headers()

test.each<[string, ClusterUser, object]>([
  ['nobody', {}, {}],
  ['a token', { token: 't', username: 'u' }, { authorization: 'Bearer t' }],
  ['a user', { username: 'u', password: 'p:q' }, { authorization: `Basic ${Buffer.from('u:p:q').toString('base64')}` }],
  [
    'somebody else',
    { token: 't', impersonate: { user: 'a', uid: '1', groups: ['g', 'h'], extra: { 'Example.io/Key': ['v'] } } },
    {
      authorization: 'Bearer t',
      'impersonate-user': 'a',
      'impersonate-uid': '1',
      'impersonate-group': ['g', 'h'],
      'impersonate-extra-example.io%2fkey': ['v'],
    },
  ],
])('%s', async (_, user, expected) => {
  expect(await headers(user)).toEqual(expected)
})

describe('a token file', () => {
  test('is read again when the server refuses what it held', async () => {
    const tokenFile = join(folder, 'token')
    await writeFile(tokenFile, 'old\n')
    await using server = await scriptedServer()
    server.script(
      (answer) => void answer.end(),
      async (answer, asked) => {
        await writeFile(tokenFile, 'new\n')
        await status(401, 'Unauthorized', 'no')(answer, asked)
      },
      json({}),
    )
    const client = connectWith({ server: server.url, user: { tokenFile } }, { fieldManager: 'me', env: {} })
    await client.raw('/')
    await client.raw('/')
    expect(server.asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer old', 'Bearer new'])
  })

  test('a refusal of the new one too is the end', async () => {
    const tokenFile = join(folder, 'token')
    await writeFile(tokenFile, 'S3CRET')
    await using server = await scriptedServer()
    server.script(status(401, 'Unauthorized', 'no'))
    const client = connectWith({ server: server.url, user: { tokenFile } }, { fieldManager: 'me', env: {} })
    const error: unknown = await client.raw('/').catch((error: unknown) => error)
    expect(error).toMatchObject({ kind: 'denied', message: `${server.url} does not accept your credentials` })
    expect(server.asked.length).toBe(2)
  })

  test('that is gone: the token beside it serves; without one it is said', async () => {
    const tokenFile = join(folder, 'gone')
    expect(await headers({ tokenFile, token: 't' })).toEqual({ authorization: 'Bearer t' })
    await expect(headers({ tokenFile })).rejects.toMatchObject({ kind: 'denied' })
  })
})

async function plugin(script: string) {
  const command = join(folder, 'plugin')
  await writeFile(command, `#!/bin/sh\n${script}\n`)
  await chmod(command, 0o755)
  const apiVersion = 'client.authentication.k8s.io/v1'
  return {
    exec: {
      apiVersion,
      command,
      args: ['one'],
      env: [{ name: 'E', value: 'v' }],
      installHint: 'get it',
      provideClusterInfo: true,
    },
  }
}

describe('a credential plugin', () => {
  test('is run once, told about the cluster, and again after a refusal', async () => {
    const info = join(folder, 'info')
    const calls = join(folder, 'calls')
    await using server = await scriptedServer()
    const access = {
      server: server.url,
      user: {
        plugin: await plugin(
          `echo "$1 $E" >> ${calls}; printf %s "$KUBERNETES_EXEC_INFO" > ${info}
           echo '{"apiVersion":"client.authentication.k8s.io/v1","status":{"token":"t'$(wc -l < ${calls} | tr -d ' ')'"}}'`,
        ),
      },
    }
    const client = connectWith(access, { fieldManager: 'me', env: {} })
    server.script(
      (answer) => void answer.end(),
      (answer) => void answer.end(),
      status(401, 'x', 'no'),
      (answer) => void answer.end(),
    )
    await client.raw('/')
    await client.raw('/')
    await client.raw('/')
    expect(server.asked.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer t1',
      'Bearer t1',
      'Bearer t1',
      'Bearer t2',
    ])
    expect(await readFile(calls, 'utf8')).toBe('one v\none v\n')
    expect(JSON.parse(await readFile(info, 'utf8'))).toMatchObject({
      apiVersion: 'client.authentication.k8s.io/v1',
      spec: { interactive: false, cluster: { server: server.url } },
    })
  })

  test('may give a client certificate', async () => {
    const identity = identityOf({
      server: 'https://s',
      user: { plugin: await plugin(`echo '{"status":{"clientCertificateData":"C","clientKeyData":"K"}}'`) },
    })
    expect(await identity.certificate()).toEqual({ cert: 'C', key: 'K' })
  })

  test('that fails is said in its own last words', async () => {
    const failing = headers({ plugin: await plugin('echo noise >&2; echo "run x login" >&2; exit 1') })
    await expect(failing).rejects.toMatchObject({ kind: 'denied', hints: ['get it'] })
    await expect(failing).rejects.toThrow(/plugin failed: run x login$/)
  })
})
