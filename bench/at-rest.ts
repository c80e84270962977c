import { setTimeout as sleep } from 'node:timers/promises'
import type { Figure } from './figure.ts'
import { openMachine } from './machine.ts'
import { round, usageOf } from './measure.ts'
import { makeFinished } from './polecats.ts'

const calmSeconds = 10
const seconds = 30

export async function* atRest(): AsyncGenerator<Figure> {
  const machine = await openMachine()
  try {
    await makeFinished(machine.client, 0, 1000)
    await sleep(calmSeconds * 1000)
    const before = usageOf(machine.pid)
    await sleep(seconds * 1000)
    const { residentMB, writtenBytes, cpuMs } = usageOf(machine.pid)
    const what = 'daemon at rest with 1,000 finished'
    yield { what: `${what}: resident`, ours: residentMB, unit: 'MB', goal: '120 MB' }
    yield {
      what: `${what}: writes`,
      ours: round((writtenBytes - before.writtenBytes) / seconds),
      unit: 'bytes/s',
      goal: '0',
    }
    const share = (cpuMs - before.cpuMs) / (seconds * 1000)
    yield { what: `${what}: CPU`, ours: round(share * 100), unit: '% of a core', goal: '0.5 %' }
  } finally {
    await machine.close()
  }
}
