import { execFileSync } from 'node:child_process'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import RigCreate from '../../../src/commands/rig/create.ts'
import SecretsImportGit from '../../../src/commands/secrets/import-git.ts'
import { secrets } from '../../../src/kube/resources.ts'
import { knownHostsText, pinnedLines } from '../../../src/secrets/known-hosts.ts'
import { makeSshKey, publicBlob, sshFingerprint } from '../../../src/secrets/openssh-key.ts'
import { openWorld, type FakeWorld } from '../../support/fakes/fake-context.ts'

let world: FakeWorld
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const pair = makeSshKey('deploy')
const print = sshFingerprint(publicBlob(pair.private) ?? Buffer.of())
const token = 'github_pat_abcdefghijklmnop'
const https = 'https://github.com/myorg/athena.git'
const ssh = 'git@github.com:myorg/athena.git'

type Options = Parameters<FakeWorld['run']>[2] & { readonly files?: Readonly<Record<string, string>> }

async function importGit(argv: readonly string[], { files = {}, ...options }: Options = {}) {
  for (const [name, text] of Object.entries(files)) {
    const file = join(world.home, name)
    await mkdir(join(file, '..'), { recursive: true })
    await writeFile(file, text)
    await chmod(file, 0o600)
  }
  const ran = await world.run(SecretsImportGit, argv, options)
  expect(ran.stdout + ran.stderr).not.toMatch(/abcdefghijkl|PRIVATE KEY/)
  return ran
}

function stored(name = 'git-credentials') {
  const { metadata, data = {} } = world.client.look(secrets, name) ?? {}
  const plain = Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()])
  return {
    labels: metadata?.labels,
    annotations: metadata?.annotations,
    data: Object.fromEntries(plain) as Record<string, string>,
  }
}

describe('a new key', () => {
  test('is stored, and its public half shown with the page to put it', async () => {
    const { code, stdout, stderr } = await importGit(['--url', ssh])
    const { labels, annotations, data } = stored()
    const made = publicBlob(data['ssh-privatekey'] ?? '') ?? Buffer.of()
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: [
        `git-credentials: new deploy key stored under ssh-privatekey in namespace gastown-workers; ${sshFingerprint(made)}`,
        `ssh-ed25519 ${made.toString('base64')} gastown myorg/athena`,
        '',
      ].join('\n'),
      stderr:
        'Add the line that begins with ssh-ed25519 at: https://github.com/myorg/athena/settings/keys/new\nTick "Allow write access".\n',
    })
    expect(labels).toEqual({ 'gastown.io/role': 'git' })
    expect(annotations).toMatchObject({ 'gastown.io/provider': 'github.com' })
    expect(Object.keys(data)).toEqual(['ssh-privatekey', 'known_hosts'])
    expect(data['known_hosts']).toBe(knownHostsText(pinnedLines()))
  })

  test.each([
    [
      'git@gitlab.com:group/sub/athena.git',
      'https://gitlab.com/group/sub/athena/-/settings/repository#js-deploy-keys-settings',
    ],
    ['ssh://git@bitbucket.org/team/athena.git', 'https://bitbucket.org/account/settings/ssh-keys/'],
    ['git@codeberg.org:me/athena.git', 'https://codeberg.org/me/athena/settings/keys'],
    ['ssh://git@ssh.github.com:443/myorg/athena.git', 'https://github.com/myorg/athena/settings/keys/new'],
    ['ssh://git@git.example:2222/me/athena.git', 'the page for deploy keys of me/athena on git.example:2222'],
  ])('for %s goes to %s', async (url, page) => {
    expect((await importGit(['--url', url])).stderr).toContain(`at: ${page}\n`)
  })

  test("is for the rig's repository, or that of the checkout", async () => {
    await world.run(RigCreate, ['athena', '--git-url', 'git@codeberg.org:me/athena.git'])
    expect((await importGit(['--rig', 'athena'])).stderr).toContain('codeberg.org/me/athena/')
    const folder = join(world.home, 'checkout')
    execFileSync('git', ['init', '-q', folder])
    execFileSync('git', ['-C', folder, 'remote', 'add', 'origin', ssh])
    expect((await importGit(['--name', 'other'], { folder })).stderr).toContain('github.com/myorg/athena/')
  })

  test('without a repository says so in general words', async () => {
    const { stderr } = await importGit([])
    expect(stderr).toBe(
      "Add the line that begins with ssh-ed25519 at: the page for deploy keys in your repository's settings\nAllow it to write.\n",
    )
  })

  test('a dry run stores nothing, and its object shows no value', async () => {
    const { stdout, stderr } = await importGit(['--url', ssh, '--dry-run', '-o', 'json'])
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toMatchObject({ data: { 'ssh-privatekey': '***', known_hosts: '***' } })
    expect(world.client.writes).toEqual([])
  })
})

describe('a key that there is', () => {
  test('is stored as ssh takes it', async () => {
    expect(await importGit(['--from-file', 'key', '--url', ssh], { files: { key: pair.private.trimEnd() } })).toEqual({
      code: 0,
      stdout: `git-credentials: ssh key from ~/key stored under ssh-privatekey in namespace gastown-workers; ${print}\n`,
      stderr: '',
    })
    expect(stored().data['ssh-privatekey']).toBe(pair.private)
  })

  test('may come on stdin', async () => {
    expect(await importGit(['--from-file', '-'], { stdin: pair.private })).toMatchObject({ code: 0 })
  })

  test("is not the user's own without a word", async () => {
    const { code, stderr } = await importGit(['--from-file', '.ssh/id_ed25519'], {
      files: { '.ssh/id_ed25519': pair.private },
    })
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr:
        'This is your own key, which gives access to all your repositories. Prefer a deploy key: run this command without --from-file to create one.\n',
    })
  })

  test.each([
    ['the public half', pair.public, 'contains the public half of a key\n→ Fix: give the file without .pub'],
    ['half a key', pair.private.slice(0, 100), 'is cut short'],
    ['a PuTTY key', 'PuTTY-User-Key-File-3: ssh-ed25519\n', 'is a PuTTY key\n→ Fix: export it in the OpenSSH format'],
    [
      'Windows line ends',
      pair.private.replaceAll('\n', '\r\n'),
      'has Windows line ends, which ssh refuses\n→ Fix: convert it with dos2unix',
    ],
    ['a token', token, 'is not a private key\n→ A token is imported with: --token-from-file FILE'],
    ['nothing', '', 'is empty'],
  ])('%s is refused', async (_, text, words) => {
    expect(await importGit(['--from-file', 'key'], { files: { key: text } })).toEqual({
      code: 2,
      stdout: '',
      stderr: `Error: the key cannot be used\n  ~/key: ${words}\n`,
    })
  })
})

describe('host keys', () => {
  const line = 'git.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl\n'
  const url = ['--url', 'git@git.example:me/athena.git']

  test('of a host that is not pinned are asked for', async () => {
    const { code, stderr } = await importGit(url)
    expect(code).toBe(0)
    expect(stderr).toContain('No host key of git.example is known, so clones will fail.')
  })

  test('are added to the pinned ones, and stay at the next import', async () => {
    const { stderr } = await importGit([...url, '--known-hosts', 'hosts'], { files: { hosts: line } })
    expect(stderr).not.toContain('No host key')
    expect(stored().data['known_hosts']).toBe(knownHostsText(pinnedLines()) + line)
    await importGit([...url, '--replace'])
    expect(stored().data['known_hosts']).toBe(line + knownHostsText(pinnedLines()))
  })

  test('that differ from the published ones are told', async () => {
    const { stderr } = await importGit(['--url', ssh, '--known-hosts', 'hosts'], {
      files: { hosts: line.replace('git.example', 'gitlab.com') },
    })
    expect(stderr).toContain('gitlab.com publishes another host key than the one given; the given one is used.\n')
  })

  test('of a file that holds none are refused', async () => {
    expect(await importGit([...url, '--known-hosts', 'hosts'], { files: { hosts: '<html>' } })).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'Error: the host keys cannot be used\n  --known-hosts: hosts has no host key in line 1\n→ Create it with: ssh-keyscan HOST\n',
    })
  })
})

describe('a token', () => {
  test.each([
    [https, 'github.com', 'x-access-token'],
    ['https://gitlab.com/group/athena', 'gitlab.com', 'oauth2'],
    ['https://bitbucket.org/team/athena', 'bitbucket.org', 'x-token-auth'],
    ['https://git.example:8443/me/athena', 'git.example:8443', 'x-access-token'],
  ])('for %s is bound to %s', async (url, host, username) => {
    const ran = await importGit(['--token-from-file', '-', '--url', url], { stdin: `${token}\n` })
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    expect(ran.stdout).toMatch(`token from stdin for ${host} stored under username, password, host in namespace`)
    expect(stored().data).toEqual({ username, password: token, host })
  })

  test('has the user name that is given', async () => {
    await importGit(['--token-from-file', 't', '--url', https, '--username', 'robot'], { files: { t: token } })
    expect(stored().data).toMatchObject({ username: 'robot' })
  })

  test.each<[string, readonly string[], string, string]>([
    ['without a host', [], token, 'no token was stored\n  --url: expected --url or --rig: a token is for one host'],
    [
      'for an ssh URL',
      ['--url', ssh],
      token,
      'no token was stored\n  --url: the repository has an ssh URL, which needs a key\n→ Create a deploy key with: gastown secrets import-git\n→ Or give the rig its https URL: https://github.com/myorg/athena.git',
    ],
    [
      'of a model',
      ['--url', https],
      'sk-ant-api03-abcdefghijklmnop',
      'the token cannot be used\n  stdin: is an API key of Anthropic\n→ Import it with: gastown secrets import-claude',
    ],
    [
      'on two lines',
      ['--url', https],
      'ghp_abc\ndef',
      'the token cannot be used\n  stdin: has a line break in it\n→ A narrow terminal breaks a long token in two; copy it as one line.',
    ],
    [
      'with a key',
      ['--from-file', 'key'],
      token,
      'conflicting flags\n  --token-from-file: cannot be combined with --from-file',
    ],
    [
      'with a URL that holds one',
      ['--url', 'https://u:p@github.com/a/b'],
      token,
      'invalid flag value\n  --url: the URL contains a password: put it into a Secret and set gitSecretRef',
    ],
  ])('%s is refused', async (_, argv, stdin, words) => {
    expect(await importGit(['--token-from-file', '-', ...argv], { stdin })).toEqual({
      code: 2,
      stdout: '',
      stderr: `Error: ${words}\n`,
    })
    expect(world.client.writes).toEqual([])
  })
})

test.each<[string, readonly string[], number, string]>([
  [
    'a key for an https URL',
    ['--url', https],
    2,
    'no key was stored\n  --url: the repository has an https URL, which needs a token\n→ Import a token with --token-from-file FILE.\n→ Or give the rig its ssh URL: git@github.com:myorg/athena.git',
  ],
  [
    'an Ed25519 key for Azure',
    ['--url', 'git@ssh.dev.azure.com:v3/org/project/athena'],
    2,
    "no key was created\n  --url: Azure DevOps takes RSA keys only, and the key would be an Ed25519 one\n→ Create one with: ssh-keygen -t rsa -b 4096 -N '' -f key, and import it with --from-file key\n→ Or import a token with --token-from-file and an https URL.",
  ],
  ['a rig that is not there', ['--rig', 'nowhere'], 3, 'rig nowhere not found\n→ List them with: gastown rig list'],
  [
    'a user name without a token',
    ['--username', 'me'],
    2,
    'conflicting flags\n  --username: belongs to --token-from-file',
  ],
])('%s is refused', async (_, argv, code, words) => {
  expect(await importGit(argv)).toEqual({ code, stdout: '', stderr: `Error: ${words}\n` })
})

test('a Secret for models is left alone', async () => {
  await world.put(secrets, {
    metadata: { name: 'git-credentials', namespace: 'gastown-workers', labels: { 'gastown.io/role': 'llm' } },
    data: {},
  } as never)
  expect(await importGit(['--url', ssh])).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'Error: nothing was stored\n  --name: the Secret git-credentials contains an LLM credential; a Secret cannot contain both kinds\n→ Choose another name with --name.\n',
  })
})
