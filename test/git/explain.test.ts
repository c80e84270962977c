import { expect, test } from 'vitest'
import { explain, explainTransfer } from '../../src/git/explain.ts'
import { parseRemote } from '../../src/git/remote-url.ts'

const ssh = parseRemote('git@git.example.com:team/app.git', false)

/** Texts as git 2.39 and OpenSSH 9.2 print them. */
test.each([
  [
    'host-key',
    '@@@@@@@@@@@\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\nHost key verification failed.\nfatal: Could not read from remote repository.',
    'the host key of git.example.com is not the one that is known',
  ],
  [
    'host-key',
    'No ED25519 host key is known for git.example.com and you have requested strict checking.\nHost key verification failed.\nfatal: Could not read from remote repository.',
    'the host key of git.example.com is not known',
  ],
  [
    'authentication',
    'git@git.example.com: Permission denied (publickey).\nfatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights',
    'git.example.com refused the credential',
  ],
  ['authentication', "remote: HTTP Basic: Access denied\nfatal: Authentication failed for 'https://x/'", 'refused the'],
  [
    'authentication',
    "fatal: could not read Username for 'https://x': terminal prompts disabled",
    'requires a credential, but there is none',
  ],
  ['authentication', "fatal: unable to access 'https://x/': The requested URL returned error: 403", 'refused the'],
  ['authentication', 'ERROR: Permission to a/b denied to deploy key\nfatal: Could not read from', 'refused the'],
  [
    'not-found',
    'ERROR: Repository not found.\nfatal: Could not read from remote repository.',
    'no repository found at',
  ],
  ['not-found', "fatal: repository 'https://x/a.git/' not found", 'no repository found at'],
  [
    'not-found',
    "fatal: '/srv/a.git' does not appear to be a git repository\nfatal: Could not read from remote",
    'no repository found',
  ],
  [
    'unreachable',
    'ssh: Could not resolve hostname git.example.com: Name or service not known\nfatal: Could not read from',
    'git.example.com cannot be reached (ssh: Could not resolve hostname',
  ],
  [
    'unreachable',
    'ssh: connect to host git.example.com port 22: Connection refused\nfatal: Could not read from',
    'cannot be reached',
  ],
  [
    'unreachable',
    'ssh: connect to host git.example.com port 22: Connection timed out\nfatal: Could not',
    'cannot be reached',
  ],
  [
    'unreachable',
    "fatal: unable to access 'https://x/': Failed to connect to x port 443: Couldn't connect to server",
    'cannot be reached',
  ],
  ['unreachable', "fatal: unable to access 'https://x/': The requested URL returned error: 503", 'cannot be reached'],
  [
    'unreachable',
    'send-pack: unexpected disconnect while reading sideband packet\nfatal: the remote end hung up unexpectedly',
    'cannot be reached',
  ],
  ['unreachable', 'fatal: the remote end hung up upon initial contact', 'cannot be reached'],
  [
    'unreachable',
    'remote: Internal API unreachable\nfatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights',
    'without giving a reason; or there is no repository',
  ],
  ['format', 'fatal: mismatched algorithms: client sha1; server sha256', 'SHA-256'],
  ['format', 'fatal: unknown repository extension found:\n\trefstorage', 'reftable'],
  ['disk-full', 'fatal: write error: No space left on device', 'the disk is full'],
  [
    'unknown',
    'remote: fatal: pack exceeds maximum allowed size\nfatal: the remote end hung up unexpectedly',
    'too big',
  ],
  [
    'unknown',
    "fatal: unable to access 'https://x/': server certificate verification failed. CAfile: none",
    'certificate of',
  ],
  ['spec', "fatal: unable to access 'https://x/': The requested URL returned error: 301", 'redirect'],
  ['spec', "fatal: detected dubious ownership in repository at '/srv/a.git'", 'belongs to another user'],
  ['unknown', 'fatal: something new\u001b[31m', 'git failed with status 128 (fatal: something new[31m)'],
  ['unknown', '', 'git failed with status 128'],
])('%s: %j', (kind, stderr, words) => {
  const failure = explain({ status: 128, stdout: Buffer.alloc(0), stderr, timedOut: false, tooLong: false }, ssh)
  expect(failure.kind).toBe(kind)
  expect(failure.message).toContain(words)
  expect(failure.transient).toBe(kind === 'unreachable')
})

test('silence until the timeout is a remote that may answer later', () => {
  const failure = explain({ status: 143, stdout: Buffer.alloc(0), stderr: '', timedOut: true, tooLong: false }, ssh)
  expect(failure.words).toBe('git.example.com did not respond in time')
  expect(failure.transient).toBe(true)
})

test('what a server says of its own troubles is not taken for ours', () => {
  const said = 'remote: the quota server does not answer: Connection timed out\nremote: No space left on device\n'
  const ended = { status: 128, stdout: Buffer.alloc(0), timedOut: false, tooLong: false }
  const failure = explain({ ...ended, stderr: `${said}fatal: the remote end hung up unexpectedly\n` }, ssh)
  expect(failure).toMatchObject({ kind: 'unreachable', cut: true })
  expect(failure.message).toContain('the quota server does not answer')
})

/** As git 2.39 prints it once a push is on its way. */
test.each([
  [
    'remote: ticket X-1 does not exist\nfatal: the remote end hung up unexpectedly',
    'ended the transfer: ticket X-1 does',
  ],
  [
    'tx: no room\nfatal: ref updates aborted by hook\nsend-pack: unexpected disconnect',
    'ended the transfer: tx: no room',
  ],
  ['remote: 1\nremote: 2\nsend-pack: unexpected disconnect while reading sideband packet', 'ended the transfer: 1 2'],
  ['Killed\nsend-pack: unexpected disconnect while reading sideband packet', 'cannot be reached'],
  ['ssh: connect to host x port 22: Connection refused\nfatal: Could not read from remote', 'cannot be reached'],
  ['error: RPC failed; HTTP 507 curl 22 The requested URL returned error: 507', 'has no space for the push'],
  ['error: RPC failed; HTTP 413 curl 22 The requested URL returned error: 413', 'too big'],
])('once a transfer has begun, %j', (stderr, words) => {
  const failure = explainTransfer(
    { status: 128, stdout: Buffer.alloc(0), stderr, timedOut: false, tooLong: false },
    ssh,
  )
  expect(failure.message).toContain(words)
})
