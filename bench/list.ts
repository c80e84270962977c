import { join } from 'node:path'
import { polecatNamespace } from '../src/polecat/names.ts'
import { launcher } from '../test/support/story.ts'
import type { Figure } from './figure.ts'
import { openMachine, type Machine } from './machine.ts'
import { cpuOf, median } from './measure.ts'
import { makeFinished } from './polecats.ts'

export async function* list(): AsyncGenerator<Figure> {
  const machine = await openMachine()
  try {
    await makeFinished(machine.client, 0, 1)
    yield compare(machine, 'polecat list of 1, CPU', '1.8 × kubectl')
    await makeFinished(machine.client, 1, 1000)
    yield compare(machine, 'polecat list of 1,000, CPU', '0.6 × kubectl')
  } finally {
    await machine.close()
  }
}

function compare({ story, kubeconfig }: Machine, what: string, goal: string): Figure {
  const env = { ...story.env, KUBECACHEDIR: join(story.folder, 'cache') }
  const ours: number[] = []
  const theirs: number[] = []
  for (let index = 0; index < 12; index++) {
    ours.push(cpuOf([process.execPath, launcher, 'polecat', 'list'], env))
    theirs.push(cpuOf(['kubectl', '--kubeconfig', kubeconfig, '-n', polecatNamespace, 'get', 'polecats'], env))
  }
  // The first of each fills the caches of both.
  const peer = { name: 'kubectl', value: median(theirs.slice(1)) }
  return { what, ours: median(ours.slice(1)), unit: 'ms', goal, peer }
}
