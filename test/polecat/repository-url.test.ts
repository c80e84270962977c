import { expect, test } from 'vitest'
import { repositoryProblem } from '../../src/polecat/repository-url.ts'

test.each([
  'git@github.com:myorg/myrepo.git',
  'github.com:myorg/myrepo.git',
  'git@[::1]:repo.git',
  'ssh://git@host:2222/~/repo.git',
  'ssh://host/repo',
  'https://github.com/myorg/myrepo.git',
  'https://git.example:8443/x',
  'http://localhost:3000/x.git',
  'http://127.0.0.1/x.git',
  'http://[::1]:80/x.git',
])('%s is fine anywhere', (url) => {
  expect(repositoryProblem(url, { local: false })).toBeUndefined()
})

test.each(['/srv/repo.git', '/srv/with space/repo', 'file:///srv/repo.git'])('%s is fine in local mode only', (url) => {
  expect(repositoryProblem(url, { local: true })).toBeUndefined()
  expect(repositoryProblem(url, { local: false })).toContain('only local mode')
})

test.each([
  ['http://github.com/x.git', 'plain http'],
  ['http://127.0.0.1.evil.example/x.git', 'plain http'],
  ['http://localhost.evil.example/x.git', 'plain http'],
  ['https://user:s3cret@github.com/x.git', 'contains a password'],
  ['https://ghp_s3cret@github.com/x.git', 'may be a token'],
  ['https://github.com', 'no repository'],
  ['https://github.com/x?y', "after '?'"],
  ['ext::sh -c s3cret', 'a space'],
  ['ext::sh', 'runs a program'],
  ['--upload-pack=x', "begins with '-'"],
  ['ssh://-oProxyCommand=x/y', "begins with '-'"],
  ['-oProxyCommand=s3cret:y', "begins with '-'"],
  ['git@-oProxyCommand:y', "begins with '-'"],
  ['user:s3cret@host:y', 'contains a password'],
  ['C:\\x', 'a path of Windows'],
  ['git://host/x', "has the scheme 'git'"],
  ['file://host/x', 'names a host'],
  ['./repo', 'relative path'],
  ['repo', 'not a repository URL'],
  ['https://host\n/x', 'control character'],
  ['git@host:x\u001b[2J', 'control character'],
  ['', 'not a repository URL'],
])('%j is refused', (url, why) => {
  const problem = repositoryProblem(url, { local: true })
  expect(problem).toContain(why)
  expect(problem).not.toContain('s3cret')
})
