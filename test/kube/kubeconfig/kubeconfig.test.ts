import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ClusterAccess } from '../../../src/kube/kubeconfig/cluster-access.ts'
import type { GastownError } from '../../../src/errors.ts'
import { findCluster, hasClusterConfig } from '../../../src/kube/kubeconfig/find-cluster.ts'

const pem = (name: string) => `-----BEGIN ${name}-----\n`
const base64 = (text: string) => Buffer.from(text).toString('base64')

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'kubeconfig-'))
})
afterEach(async () => {
  await rm(home, { recursive: true })
})

async function write(files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(home, path)), { recursive: true })
    await writeFile(join(home, path), text)
  }
}
/** `a:b` becomes the KUBECONFIG of these files. */
const env = (list?: string): NodeJS.ProcessEnv =>
  list === undefined
    ? {}
    : {
        KUBECONFIG: list
          .split(':')
          .map((path) => path && join(home, path))
          .join(delimiter),
      }

const config = (parts: { cluster?: string; user?: string; context?: string; current?: string; name?: string }) => {
  const name = parts.name ?? 'it'
  return JSON.stringify({
    'current-context': parts.current ?? '',
    clusters: parts.cluster ? [{ name, cluster: { server: parts.cluster } }] : [],
    users: parts.user ? [{ name, user: { token: parts.user } }] : [],
    contexts: parts.context ? [{ name, context: { cluster: name, user: name, namespace: parts.context } }] : [],
  })
}

describe('merging', () => {
  const a = config({ cluster: 'https://a', user: 'token-a', context: 'ns-a', current: 'it' })
  const b = config({ cluster: 'https://b', user: 'token-b', context: 'ns-b', current: 'other' })
  const all = { server: 'https://a', namespace: 'ns-a', user: { token: 'token-a' } }

  test.each<[string, Record<string, string>, string | undefined, { kubeconfig?: string; context?: string }, object]>([
    ['~/.kube/config by default', { '.kube/config': a }, undefined, {}, all],
    ['KUBECONFIG instead of it', { '.kube/config': b, x: a }, 'x', {}, all],
    ['--kubeconfig instead of both', { '.kube/config': b, x: b, y: a }, 'x', { kubeconfig: 'y' }, all],
    ['the first file wins', { x: a, y: b }, 'x:y', {}, all],
    ['missing and empty files are passed over', { x: a, e: '' }, 'gone:e::x', {}, all],
    [
      'each entry and the current context come from the first file that has them',
      { x: config({ user: 'token-x' }), y: config({ cluster: 'https://y', current: 'it' }), z: a },
      'x:y:z',
      {},
      { server: 'https://y', namespace: 'ns-a', user: { token: 'token-x' } },
    ],
    [
      'an entry is taken whole, never field by field',
      { x: 'users: [{name: it, user: {username: u, password: p}}]', y: a },
      'x:y',
      {},
      { ...all, user: { token: undefined, username: 'u', password: 'p' } },
    ],
    [
      '--context instead of the current one',
      { x: a, y: config({ cluster: 'https://o', user: 't', context: 'n', name: 'o' }) },
      'x:y',
      { context: 'o' },
      { server: 'https://o', namespace: 'n' },
    ],
  ])('%s', async (_, files, list, { kubeconfig, context }, expected) => {
    await write(files)
    const place = { kubeconfig: kubeconfig && join(home, kubeconfig), context, env: env(list), home }
    expect(await findCluster(place)).toMatchObject(expected)
  })
})

const wrap = (cluster: string, user = '{}') => `
apiVersion: v1
kind: Config
current-context: it
clusters: [{name: it, cluster: ${cluster}}]
users: [{name: it, user: ${user}}]
contexts: [{name: it, context: {cluster: it, user: it}}]
`

describe('entries', () => {
  const server = 'server: "https://s:6443"'

  test.each<[string, string, Partial<ClusterAccess>]>([
    ['a CA as data', wrap(`{${server}, certificate-authority-data: ${base64(pem('A'))}}`), { ca: pem('A') }],
    [
      'a CA file, from the folder of its kubeconfig',
      wrap(`{${server}, certificate-authority: pki/ca.crt}`),
      { ca: pem('FILE') },
    ],
    [
      'data wins over a file',
      wrap(`{${server}, certificate-authority: gone, certificate-authority-data: ${base64(pem('A'))}}`),
      { ca: pem('A') },
    ],
    [
      'everything about the way there',
      wrap(`{${server}, insecure-skip-tls-verify: true, tls-server-name: n, proxy-url: "http://p:1"}`),
      { insecure: true, tlsServerName: 'n', proxy: 'http://p:1' },
    ],
    [
      'a client certificate',
      wrap(`{${server}}`, `{client-certificate: pki/ca.crt, client-key-data: ${base64(pem('K'))}}`),
      { user: { cert: pem('FILE'), key: pem('K') } },
    ],
    [
      'a user and password, which may be a number',
      wrap(`{${server}}`, '{username: u, password: 007}'),
      { user: { username: 'u', password: '007' } },
    ],
    [
      'someone to act as',
      wrap(`{${server}}`, '{token: t, as: a, as-uid: "1", as-groups: [g, h], as-user-extra: {x.io/y: [z]}}'),
      { user: { token: 't', impersonate: { user: 'a', uid: '1', groups: ['g', 'h'], extra: { 'x.io/y': ['z'] } } } },
    ],
    ['a server without its protocol', wrap('{server: "s:8080"}'), { server: 'http://s:8080' }],
    ['the same with a CA', wrap('{server: "s:6443", certificate-authority: pki/ca.crt}'), { server: 'https://s:6443' }],
    ['anchors', `x: &c {${server}}\n${wrap('*c')}`, { server: 'https://s:6443' }],
  ])('%s', async (_, text, expected) => {
    await write({ 'deep/config': text, 'deep/pki/ca.crt': pem('FILE') })
    expect(await findCluster({ env: env('deep/config'), home })).toMatchObject(expected)
  })

  test('plugins keep their words, with a path made absolute', async () => {
    const exec = `{exec: {apiVersion: v1, command: ./bin/x, args: [a, 1], env: [{name: E, value: v}], installHint: get it}}`
    await write({ 'deep/config': wrap(`{${server}}`, exec) })
    expect((await findCluster({ env: env('deep/config'), home })).user?.plugin?.exec).toEqual({
      apiVersion: 'v1',
      command: join(home, 'deep/bin/x'),
      args: ['a', '1'],
      env: [{ name: 'E', value: 'v' }],
      installHint: 'get it',
      provideClusterInfo: false,
    })
  })

  test('a token file is named, not read yet', async () => {
    await write({ 'deep/config': wrap(`{${server}}`, '{tokenFile: token}') })
    const { user } = await findCluster({ env: env('deep/config'), home })
    expect(user?.tokenFile).toBe(join(home, 'deep/token'))
  })
})

describe('what is wrong is said with its place, and without a secret', () => {
  const ok = 'clusters: [{name: it, cluster: {server: "https://s"}}]'
  const use = 'current-context: it\ncontexts: [{name: it, context: {cluster: it, user: it}}]'

  test.each<[string, string, object]>([
    [
      'no YAML',
      'a: b\nusers: [{name: it, user: {token: S3CRET\n',
      { problems: ['line 3, column 1 is not valid YAML (bad indent)'] },
    ],
    ['no map', '- S3CRET', { problems: ['line 1 expected `key: value` lines, found other text'] }],
    [
      'every wrong shape at once',
      'clusters: S3CRET\nusers:\n- name: it\n  user:\n    token: [S3CRET]\n    as-groups: S3CRET\n- user: {}\ncontexts: [{name: a}, {name: a}]',
      {
        problems: [
          'clusters must be a list, found a string (line 1)',
          'users.0.user.token must be text, found a list (line 5)',
          'users.0.user.as-groups must be a list, found a string (line 6)',
          'users.1.name is missing (line 7)',
          'contexts.1.name is defined twice in this file (line 8)',
        ],
      },
    ],
    [
      'no current context',
      `${ok}\ncontexts: [{name: x, context: {cluster: it}}]`,
      { message: expect.stringMatching(/has no current context/) as unknown },
    ],
    [
      'a context that is not there',
      `current-context: gone\n${ok}\ncontexts: [{name: x}]`,
      { message: expect.stringMatching(/context "gone" not found/) as unknown, hints: ['contexts: x'] },
    ],
    [
      'a cluster and user that are not there',
      use,
      { problems: ['contexts it.cluster cluster "it" not found', 'contexts it.user user "it" not found'] },
    ],
    [
      'several faults of one context',
      `${use}\nclusters: [{name: it, cluster: {certificate-authority-data: S3CRET}}]\nusers: [{name: it, user: {client-certificate: gone}}]`,
      {
        problems: [
          'clusters it.server is missing',
          'clusters it.certificate-authority-data is not a PEM in base64',
          expect.stringMatching(/^users it.client-certificate .*gone cannot be read: no such file$/),
        ],
      },
    ],
    [
      'a server that is no URL',
      `${use}\nclusters: [{name: it, cluster: {server: "ftp://x"}}]\nusers: [{name: it}]`,
      { problems: ['clusters it.server is not an http or https URL'] },
    ],
    [
      'half a client certificate',
      `${use}\n${ok}\nusers: [{name: it, user: {client-key-data: ${base64(pem('K'))}}}]`,
      { problems: ['users it.client-certificate is missing: certificate and key belong together'] },
    ],
  ])('%s', async (_, text, expected) => {
    await write({ x: text })
    const error = await findCluster({ env: env('x'), home }).catch((error: unknown) => error)
    expect(error).toMatchObject({ kind: 'invalid' })
    const { message, problems, hints } = error as GastownError
    const found = { message, hints, problems: problems.map((problem) => `${problem.field} ${problem.message}`) }
    expect(found).toMatchObject(expected)
    expect(JSON.stringify([message, problems, hints])).not.toContain('S3CRET')
  })

  test('a kubeconfig that points nowhere, is a directory, or is not there at all', async () => {
    await mkdir(join(home, 'dir'))
    const nowhere = {
      kind: 'invalid',
      problems: [{ field: '--kubeconfig', message: `no such file: ${join(home, 'gone')}` }],
    }
    await expect(findCluster({ kubeconfig: join(home, 'gone'), env: {}, home })).rejects.toMatchObject(nowhere)
    await expect(findCluster({ env: env('gone:lost'), home })).rejects.toMatchObject({
      problems: [{}, { field: 'KUBECONFIG' }],
    })
    await expect(findCluster({ env: env('dir'), home })).rejects.toThrow(/dir cannot be read: it is a directory/)
    await expect(findCluster({ env: {}, home })).rejects.toMatchObject({
      kind: 'unreachable',
      message: 'no cluster is configured',
    })
  })
})

test.each<[string, Record<string, string>, string | undefined, boolean]>([
  ['nothing', {}, undefined, false],
  ['an empty kubeconfig', { '.kube/config': config({}) }, undefined, false],
  ['a context', { '.kube/config': config({ context: 'n' }) }, undefined, true],
  ['a broken kubeconfig', { '.kube/config': '{[' }, undefined, true],
  ['a KUBECONFIG that points nowhere', {}, 'gone', true],
])('whether a cluster is configured: %s', async (_, files, list, expected) => {
  await write(files)
  expect(await hasClusterConfig(env(list), home)).toBe(expected)
})
