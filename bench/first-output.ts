import { execFileSync } from 'node:child_process'
import { polecats } from '../src/kube/resources.ts'
import { polecatNamespace } from '../src/polecat/names.ts'
import type { Figure } from './figure.ts'
import { kubeletStarts } from './kubelet.ts'
import { openMachine, type Machine } from './machine.ts'
import { median, round } from './measure.ts'
import { scripted } from './polecats.ts'

const unit = 's'

/** From the create request to the time that the agent prints and commits. */
export async function* firstOutput(): AsyncGenerator<Figure> {
  const machine = await openMachine()
  try {
    const alone: number[] = []
    for (let index = 0; index < 11; index++) alone.push(...(await untilOutput(machine, [`one-${index}`])))
    yield await besideKubelet("create to the agent's first output, one", alone, 1, '0.8 s, 0.27 × kubelet')
    const last: number[] = []
    for (let round = 0; round < 3; round++) {
      const names = Array.from({ length: 20 }, (_, index) => `all-${round}-${index}`)
      last.push(Math.max(...(await untilOutput(machine, names))))
    }
    yield await besideKubelet('the last of 20 at once', last, 20, '6 s, 0.67 × kubelet')
  } finally {
    await machine.close()
  }
}

async function besideKubelet(what: string, seconds: readonly number[], count: number, goal: string): Promise<Figure> {
  const theirs = await kubeletStarts(count, count === 1 ? 5 : 3)
  const figure = { what, ours: round(median(seconds)), unit, goal }
  return theirs === undefined ? figure : { ...figure, peer: { name: 'kubelet', value: round(median(theirs)) } }
}

async function untilOutput({ client, story, remote }: Machine, names: readonly string[]): Promise<number[]> {
  const start = Date.now() / 1000
  await Promise.all(names.map((name) => client.create(polecats, scripted(name, 'date +%s.%N | tee first'))))
  await story.gastown(['wait', ...names, '--timeout', '300s'])
  const outputs = names.map((name) => {
    const first = execFileSync('git', ['show', `polecat/${name}:first`], { cwd: remote, encoding: 'utf8' })
    return Number(first) - start
  })
  await Promise.all(names.map((name) => client.remove(polecats, name, polecatNamespace)))
  return outputs
}
