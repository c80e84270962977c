import { expect, test } from 'vitest'
import {
  differingHosts,
  joinKnownHosts,
  knownHostsText,
  knowsHost,
  pinnedLines,
  readKnownHosts,
} from '../../src/secrets/known-hosts.ts'
import { sshFingerprint } from '../../src/secrets/openssh-key.ts'

/** As the hosts publish them; the addresses stand beside the keys. */
const published: Readonly<Record<string, readonly string[]>> = {
  'github.com,[ssh.github.com]:443': [
    'ssh-ed25519 SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU',
    'ecdsa-sha2-nistp256 SHA256:p2QAMXNIC1TJYWeIOttrVc98/R1BUFWu3/LiyKgUfQM',
    'ssh-rsa SHA256:uNiVztksCsDhcc0u9e8BujQXVUpKZIDTMczCvj3tD2s',
  ],
  'gitlab.com': [
    'ssh-ed25519 SHA256:eUXGGm1YGsMAS7vkcx6JOJdOGHPem5gQp4taiCfCLB8',
    'ecdsa-sha2-nistp256 SHA256:HbW3g8zUjNSksFbqTiUWPWg2Bq1x8xdGUrliXFzSnUw',
    'ssh-rsa SHA256:ROQFvPThGrW4RuWLoL9tq9I9zJ42fK4XywyRtbOz/EQ',
  ],
  'bitbucket.org': [
    'ssh-ed25519 SHA256:ybgmFkzwOSotHTHLJgHO0QN8L0xErw6vd0VhFA9m3SM',
    'ecdsa-sha2-nistp256 SHA256:FC73VB6C4OQLSCrjEayhMp9UMxS97caD/Yyi2bhW/J0',
    'ssh-rsa SHA256:46OSHA1Rmj8E8ERTC6xkNcmGOw9oFxYr0WF6zWW8l1E',
  ],
  'codeberg.org': [
    'ssh-ed25519 SHA256:mIlxA9k46MmM6qdJOdMnAQpzGxF4WIVVL+fj+wZbw0g',
    'ecdsa-sha2-nistp256 SHA256:T9FYDEHELhVkulEKKwge5aVhVTbqCW0MIRwAfpARs/E',
    'ssh-rsa SHA256:6QQmYi4ppFS4/+zSZ5S4IU+4sa6rwvQ4PbhCtPEBekQ',
  ],
  'ssh.dev.azure.com,vs-ssh.visualstudio.com': ['ssh-rsa SHA256:ohD8VZEXGWo6Ez8GSEJQ9WpafgLFsOfLOtGGQCQo6Og'],
}

test('each pinned line parses, and its key is one that its host publishes', () => {
  const read = readKnownHosts(knownHostsText(pinnedLines()))
  const found: Record<string, string[]> = {}
  for (const { hosts, type, key } of read.ok ? read.value : [])
    (found[hosts.join(',')] ??= []).push(`${type} ${sshFingerprint(Buffer.from(key, 'base64'))}`)
  expect(found).toEqual(published)
})

const ed25519 = (fill: number) =>
  Buffer.concat([
    Buffer.from([0, 0, 0, 11]),
    Buffer.from('ssh-ed25519'),
    Buffer.from([0, 0, 0, 32]),
    Buffer.alloc(32, fill),
  ]).toString('base64')
const line = (host: string, fill: number) => `${host} ssh-ed25519 ${ed25519(fill)}\n`

function read(text: string) {
  const result = readKnownHosts(text)
  if (!result.ok) throw new Error(result.problem)
  return result.value
}

test('a later list replaces the lines of its hosts, and leaves the others', () => {
  const own = read(line('a.example', 1) + line('b.example,c.example', 1))
  const given = read(`# mine\n\n${line('b.example', 2)}`)
  expect(knownHostsText(joinKnownHosts(own, given))).toBe(
    line('a.example', 1) + line('c.example', 1) + line('b.example', 2),
  )
})

test('a key that is not the published one is told', () => {
  expect(differingHosts(read(line('github.com', 1) + line('git.example', 1)))).toEqual(['github.com'])
  expect(differingHosts(pinnedLines())).toEqual([])
})

test.each([
  ['git.example', 'git.example', true],
  ['[git.example]:2222', '[git.example]:2222', true],
  ['git.example', '[git.example]:2222', false],
  ['*.example', 'git.example', true],
  ['|1|c2FsdA==|aGFzaA==', 'git.example', true],
  ['@cert-authority *.example', 'git.example', true],
  ['git.other', 'git.example', false],
])('%s knows %s: %s', (name, host, known) => {
  expect(knowsHost(read(line(name, 1)), host)).toBe(known)
})

test.each([
  ['nothing', '', 'contains no host key'],
  ['comments only', '# github.com\n', 'contains no host key'],
  ['a key alone', `ssh-ed25519 ${ed25519(1)}\n`, 'has no host key in line 1'],
  ['another type than the key says', `${line('a', 1)}a ssh-rsa ${ed25519(1)}\n`, 'has no host key in line 2'],
  ['an error page', '<html>\n', 'has no host key in line 1'],
])('%s is refused', (_, text, problem) => {
  expect(readKnownHosts(text)).toMatchObject({ ok: false, problem })
})
