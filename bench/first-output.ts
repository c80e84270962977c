import { execFileSync } from 'node:child_process'
import { polecats } from '../src/kube/resources.ts'
import { polecatNamespace } from '../src/polecat/names.ts'
import type { Figure } from './figure.ts'
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
    yield { what: "create to the agent's first output, one", ours: round(median(alone)), unit, goal: '0.8 s' }
    const last: number[] = []
    for (let round = 0; round < 3; round++) {
      const names = Array.from({ length: 20 }, (_, index) => `all-${round}-${index}`)
      last.push(Math.max(...(await untilOutput(machine, names))))
    }
    yield { what: 'the last of 20 at once', ours: round(median(last)), unit, goal: '6 s' }
  } finally {
    await machine.close()
  }
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
