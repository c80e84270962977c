import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gitPush } from '../src/containers/git-push.ts'
import { gitSave } from '../src/containers/git-save.ts'
import { files } from '../src/pod/layout.ts'
import { ACheckout } from '../test/saving/snapshot/a-checkout.ts'
import { git, until } from '../test/support/attempt-folder.ts'
import type { Figure } from './figure.ts'
import { median, round } from './measure.ts'

const folders = 500
const inEach = 100
const rounds = 5

/** A checkout of 50,000 files: its checkpoints, and from the agent's end to the verified save, beside plain git. */
export async function* saving(): AsyncGenerator<Figure> {
  await using checkout = new ACheckout()
  fillRemote(checkout)
  await checkout.open()
  await checkout.take()
  const take = () => checkout.take()
  const add = async () => void checkout.git('add', '-A')
  await add()
  const ours = await timed(rounds, take)
  const peer = { name: 'git add -A', value: (await timed(rounds, add)).ms }
  yield { what: 'checkpoint of 50,000 unchanged files', ours: ours.ms, unit: 'ms', goal: '1000 ms', peer }
  yield { what: 'its processor time', ours: ours.cpuMs, unit: 'ms', goal: '500 ms' }
  const changed = await timed(rounds, take, (round) => change(checkout, round))
  const added = await timed(rounds, add, (round) => change(checkout, round + rounds))
  yield {
    what: 'checkpoint of 10 changed among them',
    ours: changed.ms,
    unit: 'ms',
    goal: `${ours.ms + 200} ms`,
    peer: { name: 'git add -A', value: added.ms },
  }
  yield await toSaved(checkout)
}

async function toSaved(checkout: ACheckout): Promise<Figure> {
  const plain = await timed(1, async () => {
    checkout.git('add', '-A')
    checkout.git('commit', '-qm', 'all')
    git(checkout.checkout, 'push', '-q', checkout.remote, 'HEAD:refs/heads/plain')
  })
  checkout.settings = { ...checkout.settings, checkpointSeconds: 5 }
  const push = checkout.run(gitPush)
  const save = checkout.run(gitSave)
  await until(() => existsSync(checkout.path(files.handover)), 'a checkpoint')
  change(checkout, 999)
  const { ms } = await timed(1, async () => {
    writeFileSync(checkout.path(`${files.ended}.new`), '{"status":0,"nonce":"end"}\n')
    renameSync(checkout.path(`${files.ended}.new`), checkout.path(files.ended))
    await until(() => existsSync(checkout.path(files.ack)), 'the save')
  })
  await save.end()
  await push.end()
  const peer = { name: 'git add, commit, push', value: plain.ms }
  return { what: "agent's end to saved, 10 files changed", ours: ms, unit: 'ms', goal: '1500 ms', peer }
}

/** Only the processor time of this process, which is where a checkpoint's work is done. */
async function timed(
  count: number,
  act: () => Promise<unknown>,
  before: (round: number) => void = () => {},
): Promise<{ ms: number; cpuMs: number }> {
  const all: { ms: number; cpuMs: number }[] = []
  for (let turn = 0; turn < count; turn += 1) {
    before(turn)
    const began = performance.now()
    const cpu = process.cpuUsage()
    await act()
    const { user, system } = process.cpuUsage(cpu)
    all.push({ ms: performance.now() - began, cpuMs: (user + system) / 1000 })
  }
  return { ms: round(median(all.map(({ ms }) => ms)), 0), cpuMs: round(median(all.map(({ cpuMs }) => cpuMs)), 0) }
}

function change(checkout: ACheckout, turn: number): void {
  for (let file = 0; file < 10; file += 1) checkout.put(`d${file * 50}/f${file}`, `changed ${turn}\n`)
}

function fillRemote(checkout: ACheckout): void {
  const seed = join(checkout.folder, 'seed')
  git(checkout.folder, 'clone', '-q', checkout.remote, seed)
  for (let folder = 0; folder < folders; folder += 1) {
    mkdirSync(join(seed, `d${folder}`))
    for (let file = 0; file < inEach; file += 1) writeFileSync(join(seed, `d${folder}/f${file}`), `${folder} ${file}\n`)
  }
  git(seed, 'add', '-A')
  git(seed, 'commit', '-qm', 'many')
  git(seed, 'push', '-q', 'origin', 'HEAD:main')
}
