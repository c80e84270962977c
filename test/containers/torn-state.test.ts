/** What a power cut leaves of the files that containers keep their state in. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { gitClone } from '../../src/containers/git-clone.ts'
import { gitPush } from '../../src/containers/git-push.ts'
import { gitSave } from '../../src/containers/git-save.ts'
import { replaceDurably } from '../../src/containers/replace-file.ts'
import { files } from '../../src/pod/layout.ts'
import { removeTorn } from '../../src/saving/snapshot/torn-objects.ts'
import { AttemptFolder, git } from '../support/attempt-folder.ts'
import { describeInFull, inFull, moreInFull } from '../support/full.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gastown-torn-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test.each(inFull(['', '{"lines":3,"chan'], ['']))(`git-save goes on from a state of %j${moreInFull}`, async (text) => {
  await using attempt = new AttemptFolder()
  expect(await attempt.run(gitClone).done).toBe(0)
  mkdirSync(attempt.path('/handoff/save'), { recursive: true })
  writeFileSync(attempt.path('/handoff/save/state.json'), text)
  writeFileSync(join(attempt.checkout, 'work'), 'work\n')
  const save = attempt.run(gitSave)
  expect(await save.end()).toBe(0)
  const { uncommitted } = attempt.readJson(files.handover) as { uncommitted: string }
  expect(git(attempt.path(files.handoffRepository), 'show', `${uncommitted}:work`)).toBe('work')
})

test.each(inFull(['', '{"answered":1,"known":{"refs'], ['{"answered":1,"known":{"refs']))(
  `git-push goes on from a state of %j${moreInFull}`,
  async (text) => {
    await using attempt = new AttemptFolder()
    expect(await attempt.run(gitClone).done).toBe(0)
    const { start } = attempt.readJson(files.start) as { start: string }
    writeFileSync(attempt.path('/private/last.json'), text)
    const push = attempt.run(gitPush)
    const tip = attempt.commit({ a: '1' }, start)
    attempt.handOver({ tip, final: true, nonce: 'n' })
    expect(await push.end()).toBe(0)
    expect(Object.values(attempt.remoteRefs())).toContain(tip)
  },
)

/** git-save's last handover and its answer, both of one attempt. */
async function savedOnce(attempt: AttemptFolder): Promise<{ nonce: string }> {
  expect(await attempt.run(gitClone).done).toBe(0)
  for (const text of ['one\n', 'two\n', 'three\n']) {
    writeFileSync(join(attempt.checkout, 'work'), text)
    expect(await attempt.run(gitSave).end()).toBe(0)
  }
  expect(attempt.readJson(files.handover)).toMatchObject({ seq: 3, final: true })
  expect(await attempt.run(gitPush).end()).toBe(0)
  return { nonce: 'end' }
}

test.each(inFull(['', '{"seq":3,"series":"0a'], ['']))(
  `what comes after a handover of %j is pushed${moreInFull}`,
  async (text) => {
    await using attempt = new AttemptFolder()
    const { nonce } = await savedOnce(attempt)
    writeFileSync(attempt.path(files.handover), text)
    writeFileSync(join(attempt.checkout, 'work'), 'after\n')
    writeFileSync(attempt.path(files.ended), JSON.stringify({ status: 0, nonce }))
    expect(await attempt.run(gitSave).end()).toBe(0)
    expect(attempt.readJson(files.handover)).toMatchObject({ seq: 1, final: true, nonce })
    expect(await attempt.run(gitPush).end()).toBe(0)
    expect(attempt.readJson(files.ack)).toEqual({ nonce, state: 'saved', final: true })
    expect(git(attempt.remote, 'show', 'polecat/fix:work')).toBe('after')
  },
)

const rescue = 'refs/gastown/fix-1a2b3c4d/1'

test('after its state is torn, git-push still leaves alone what somebody else pushed', async () => {
  await using attempt = new AttemptFolder()
  expect(await attempt.run(gitClone).done).toBe(0)
  const { start } = attempt.readJson(files.start) as { start: string }
  const theirs = attempt.commitOnRemote('polecat/fix', { theirs: '1' }, 'refs/heads/main')
  writeFileSync(attempt.path('/private/last.json'), '')
  const tip = attempt.commit({ a: '1' }, start)
  attempt.handOver({ tip, final: true, nonce: 'n' })
  const push = attempt.run(gitPush)
  expect(await push.end()).toBe(0)
  expect(push.message()).toMatchObject({ state: 'rescued', reason: 'PushRejected' })
  expect(attempt.remoteRefs()).toEqual({
    'refs/heads/main': start,
    'refs/heads/polecat/fix': theirs,
    [`${rescue}/branch`]: tip,
  })
})

function looseObjects(repository: string): string[] {
  const objects = join(repository, 'objects')
  const folders = readdirSync(objects).filter((name) => name.length === 2)
  return folders.flatMap((name) => readdirSync(join(objects, name)).map((rest) => join(objects, name, rest)))
}

function tear(path: string, how: (content: Buffer) => Buffer): void {
  const content = readFileSync(path)
  rmSync(path)
  writeFileSync(path, how(content), { mode: 0o444 })
}

const tears: readonly [string, (content: Buffer) => Buffer][] = [
  ['empty', () => Buffer.alloc(0)],
  ['cut in half', (content) => content.subarray(0, content.length / 2)],
  ['as long as it was, and all zeros', (content) => Buffer.alloc(content.length)],
  ['another whole one', () => deflateSync('blob 5\0other')],
]

test.each(inFull(tears, tears.slice(0, 1)))(
  `an object of git-save that is %s is saved again${moreInFull}`,
  async (_, how) => {
    await using attempt = new AttemptFolder()
    expect(await attempt.run(gitClone).done).toBe(0)
    const commit = () => {
      git(attempt.checkout, 'add', '-A')
      git(attempt.checkout, 'commit', '-qm', 'work')
    }
    // More than what is read at once, and what is not compressed.
    const large = randomBytes(300_000).toString('hex')
    writeFileSync(join(attempt.checkout, 'committed'), large)
    commit()
    writeFileSync(join(attempt.checkout, 'uncommitted'), `${large}\n`)
    expect(await attempt.run(gitSave).end()).toBe(0)
    const repository = attempt.path(files.handoffRepository)
    const torn = looseObjects(repository)
    expect(torn.length).toBeGreaterThan(5)
    for (const path of torn) tear(path, how)
    writeFileSync(join(attempt.checkout, 'later'), 'later\n')
    const save = attempt.run(gitSave)
    expect(await save.end()).toBe(0)
    expect(save.lines[0]).toBe(`${torn.length} saved objects were cut short, as by a power cut, and are saved again`)
    expect(await attempt.run(gitPush).end()).toBe(0)
    git(attempt.remote, 'fsck', '--strict')
    const uncommitted = `${rescue}/uncommitted`
    expect(git(attempt.remote, 'show', 'polecat/fix:committed')).toBe(large)
    for (const [name, text] of [['uncommitted', large] as const, ['later', 'later'] as const])
      expect(git(attempt.remote, 'show', `${uncommitted}:${name}`)).toBe(text)
  },
)

test('a file that is replaced durably has its text and mode, and leaves nothing beside it', () => {
  const place = join(folder, 'state')
  replaceDurably(place, 'one')
  replaceDurably(place, 'ä'.repeat(100_000), 0o600)
  expect(readFileSync(place, 'utf8')).toBe('ä'.repeat(100_000))
  expect(statSync(place).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['state'])
})

describeInFull('rarer tears', () => {
  test('after its state is torn, git-push takes its own refs for its own, and goes on from them', async () => {
    await using attempt = new AttemptFolder()
    attempt.settings = { ...attempt.settings, checkpointTo: 'branch' }
    expect(await attempt.run(gitClone).done).toBe(0)
    const { start } = attempt.readJson(files.start) as { start: string }
    const draft = attempt.commit({ a: '1' }, start)
    const snapshot = attempt.commit({ b: '1' }, draft)
    attempt.handOver({ tip: draft, uncommitted: snapshot })
    expect(await attempt.run(gitPush).end()).toBe(0)
    const before = attempt.remoteRefs()
    expect(before).toMatchObject({ 'refs/heads/polecat/fix': draft, [`${rescue}/uncommitted`]: snapshot })

    writeFileSync(attempt.path('/private/last.json'), '{"answered":1,"known":{"refs')
    const tip = attempt.commit({ c: '1' }, draft)
    const later = attempt.commit({ d: '1' }, tip)
    attempt.handOver({ tip, uncommitted: later, final: true, nonce: 'n' })
    const push = attempt.run(gitPush)
    expect(await push.end()).toBe(0)
    expect(push.message()).toMatchObject({ state: 'saved', commit: tip, rescueRefs: [`${rescue}/uncommitted`] })
    expect(attempt.remoteRefs()).toEqual({
      'refs/heads/main': start,
      'refs/heads/polecat/fix': tip,
      [`${rescue}/uncommitted`]: later,
    })
    expect(attempt.readJson('/private/last.json')).not.toHaveProperty('isLost')
  })

  test('objects that are whole stay, and so do the refs of fetched commits', async () => {
    await using attempt = new AttemptFolder()
    await savedOnce(attempt)
    const repository = attempt.path(files.handoffRepository)
    const before = looseObjects(repository)
    mkdirSync(join(repository, 'objects/tmp_objdir-bulk-fsync-a'))
    mkdirSync(join(repository, 'objects/pack'), { recursive: true })
    writeFileSync(join(repository, 'objects/pack/tmp_pack_a'), '')
    expect(await removeTorn(repository)).toBe(0)
    expect(looseObjects(repository)).toEqual(before)
    expect(readdirSync(join(repository, 'objects')).filter((name) => name.startsWith('tmp_'))).toEqual([])
    expect(readdirSync(join(repository, 'objects/pack'))).toEqual([])
  })

  test('a ref of a fetched commit that is torn does not end git-save', async () => {
    await using attempt = new AttemptFolder()
    expect(await attempt.run(gitClone).done).toBe(0)
    writeFileSync(join(attempt.checkout, 'work'), 'work\n')
    git(attempt.checkout, 'add', '-A')
    git(attempt.checkout, 'commit', '-qm', 'work')
    expect(await attempt.run(gitSave).end()).toBe(0)
    const kept = attempt.path(`${files.handoffRepository}/refs/snap`)
    const names = readdirSync(kept)
    for (const name of names) writeFileSync(join(kept, name), '')
    expect(await attempt.run(gitSave).end()).toBe(0)
    expect(readdirSync(kept)).toEqual(names)
    expect(names.map((name) => readFileSync(join(kept, name), 'utf8').trim())).toEqual(names)
  })
})
