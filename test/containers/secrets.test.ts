/** Secrets that an agent writes into its work, from its process to the remote. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gitClone } from '../../src/containers/git-clone.ts'
import { gitPush } from '../../src/containers/git-push.ts'
import { gitSave } from '../../src/containers/git-save.ts'
import { files, mounts } from '../../src/pod/layout.ts'
import { AttemptFolder, git, until, type Running } from '../support/attempt-folder.ts'
import { describeInFull } from '../support/full.ts'

const key = 'sk-ant-api03-0123456789abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789-0123456789'
const password = "it's a /secret/ pass+word"
const prefix = 'refs/gastown/fix-1a2b3c4d/1/'
const branch = 'refs/heads/polecat/fix'

class Attempt extends AttemptFolder {
  push!: Running
  save!: Running

  static async of(): Promise<Attempt> {
    const attempt = new Attempt()
    attempt.commitOnRemote('main', { 'a.txt': 'a\n', 'host.txt': 'db.example.com\n' })
    if ((await attempt.run(gitClone).done) !== 0) throw new Error('the clone failed')
    writeFileSync(attempt.path(join(mounts['llm-credential'], 'api-key')), `${key}\n`)
    const folder = attempt.path(join(mounts['agent-secrets'], 'agent-secrets'))
    mkdirSync(folder)
    writeFileSync(join(folder, 'DB_PASSWORD'), password)
    writeFileSync(join(folder, 'DB_HOST'), 'db.example.com')
    attempt.push = attempt.run(gitPush)
    return attempt
  }

  override agent(script: string): void {
    const env = { PATH: process.env['PATH'], KEY: key, DB_PASSWORD: password }
    execFileSync('bash', ['-euc', script], { cwd: this.checkout, stdio: 'pipe', env })
  }

  /** The agent ends well. */
  async end(): Promise<void> {
    this.save = this.run(gitSave)
    writeFileSync(this.path(files.ended), '{"status":0,"nonce":"one"}')
    await until(() => this.push.message().final, 'the final push')
    await this.save.end()
    await this.push.end()
    // Whatever else a test is about.
    if (this.shown.length > 0) throw new Error(`a secret is shown: ${this.shown.join(' ')}`)
  }

  /** Forms of a secret in any object of the remote, or any word of ours. */
  get shown(): string[] {
    const all = spawnSync('git', ['cat-file', '--batch-all-objects', '--batch'], { cwd: this.remote })
    const said = [this.push, this.save].flatMap((one) => [...one.lines, JSON.stringify(one.message())])
    const text = [all.stdout.toString('latin1'), ...said].join('\n')
    const forms = [key, password].flatMap((value) => {
      const bytes = Buffer.from(value)
      return [value, bytes.toString('hex'), bytes.toString('base64').slice(4, 40)]
    })
    return forms.filter((form) => text.includes(form))
  }

  files(ref: string): string[] {
    return git(this.remote, 'ls-tree', '-r', '--name-only', ref).split('\n')
  }
}

test('an uncommitted file with the key is left out and named; everything else is on the branch', async () => {
  await using attempt = await Attempt.of()
  attempt.agent('env >debug.txt; echo work >work.txt; echo "$KEY" | base64 >b64; printf %s "$KEY" | xxd -p >hex')
  await attempt.end()
  expect(attempt.files(branch)).toEqual(['README.md', 'a.txt', 'host.txt', 'work.txt'])
  expect(attempt.push.message()).toMatchObject({
    state: 'incomplete',
    reason: 'SecretHeld',
    leftOut: ['3 files that contain a secret: b64, debug.txt, hex'],
    message: expect.stringContaining('revoke'),
  })
})

test('commits with the key stay, what came before them and the files without it do not', async () => {
  await using attempt = await Attempt.of()
  attempt.agent('echo one >one; git add one; git commit -qm one')
  const one = git(attempt.checkout, 'rev-parse', 'HEAD')
  attempt.agent(
    'mkdir d; env | grep ^KEY >d/debug.txt; git add .; git commit -qm debug; git rm -q d/debug.txt; echo two >two; git add .; git commit -qm two; echo left >left',
  )
  await attempt.end()
  const refs = attempt.remoteRefs()
  expect(refs).not.toHaveProperty([branch])
  expect(refs[`${prefix}branch`]).toBe(one)
  const files = String(refs[`${prefix}uncommitted`])
  expect(attempt.files(files)).toEqual(['README.md', 'a.txt', 'host.txt', 'left', 'one', 'two'])
  expect(git(attempt.remote, 'rev-parse', `${files}^`)).toBe(one)
  expect(attempt.push.message()).toMatchObject({
    state: 'incomplete',
    reason: 'SecretHeld',
    leftOut: ['commits that contain a secret: in d/debug.txt (api-key)'],
    message: expect.stringMatching(/d\/debug\.txt \(api-key\).*revoke.*refs\/gastown\/fix-1a2b3c4d\/1\/uncommitted/),
  })
})

describeInFull('rarer places of a secret', () => {
  test('what is in the last commit still is saved with something else in its place', async () => {
    await using attempt = await Attempt.of()
    attempt.agent(
      'mkdir -p "d/$KEY"; echo "before $KEY after" >conf; echo x >"d/$KEY/x"; git add .; git commit -qm "use $KEY"',
    )
    await attempt.end()
    const refs = attempt.remoteRefs()
    const files = String(refs[`${prefix}uncommitted`])
    expect(attempt.files(files)).toEqual(['README.md', 'a.txt', 'conf', 'd/***/x', 'host.txt'])
    expect(git(attempt.remote, 'show', `${files}:conf`)).toBe('before *** after')
    expect(refs).not.toHaveProperty([branch])
    expect(refs).not.toHaveProperty([`${prefix}branch`])
  })

  test('other branches, stashes, tags, worktrees, messages, authors and link targets', async () => {
    await using attempt = await Attempt.of()
    attempt.agent(`
      git checkout -qb side; echo "$KEY" >side; git add .; git commit -qm side; echo more >more; git add .; git commit -qm more
      git checkout -q polecat/fix; printf %s "$DB_PASSWORD" >>a.txt; git stash -q
      git commit -q --allow-empty -m x --author "$KEY <a@b>"; git tag -am "$KEY" t; git reset -q --hard HEAD^
      git worktree add -q ../two -b s2; echo work >../two/work; printf %s "$KEY" >../two/key; ln -s "$KEY" ../two/link
      git branch "$KEY" 2>/dev/null || true; echo done >done; git add .; git commit -qm done`)
    await attempt.end()
    const refs = attempt.remoteRefs()
    expect(attempt.files(branch)).toEqual(['README.md', 'a.txt', 'done', 'host.txt'])
    const rescued = Object.keys(refs).filter((ref) => ref.startsWith(prefix))
    const all = rescued.flatMap((ref) => attempt.files(ref))
    expect(all).toEqual(expect.arrayContaining(['side', 'more', 'work']))
    expect(all).not.toEqual(expect.arrayContaining(['key', 'link']))
    expect(attempt.push.message()).toMatchObject({ state: 'incomplete', reason: 'SecretHeld' })
  })

  test('what the base branch shows is no secret', async () => {
    await using attempt = await Attempt.of()
    attempt.agent('echo db.example.com >conf; git add .; git commit -qm conf; echo db.example.com >left')
    await attempt.end()
    expect(attempt.files(branch)).toEqual(['README.md', 'a.txt', 'conf', 'host.txt', 'left'])
    expect(attempt.push.message()).toMatchObject({ state: 'saved' })
    expect(attempt.push.message().reason).toBeUndefined()
  })

  test('no checkpoint holds it either', async () => {
    await using attempt = await Attempt.of()
    attempt.settings = { ...attempt.settings, checkpointSeconds: 1 }
    attempt.agent('echo one >one; git add one; git commit -qm one; echo "$KEY" >key; git add .; git commit -qm key')
    attempt.save = attempt.run(gitSave)
    await until(() => attempt.push.message().reason === 'SecretHeld', 'a checkpoint')
    expect(git(attempt.remote, 'log', '-1', '--format=%s', `${prefix}checkpoint`)).toBe('one')
    await attempt.save.end()
    await attempt.push.end()
    expect(attempt.shown).toEqual([])
  })
})
