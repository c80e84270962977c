import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { aFolder, openServer } from './a-server.ts'
import { inFull } from '../support/full.ts'

const moments = inFull(100, 3)
const program = fileURLToPath(new URL('serve-and-write.ts', import.meta.url))

/** So long after its start, in milliseconds, or after so many acknowledgements. */
type Moment = { readonly afterMs: number } | { readonly acknowledged: number }

/** Runs the program until it is killed. The last stage of each object that was acknowledged. */
async function writeUntilKilled(dataDir: string, round: number, moment: Moment): Promise<Map<string, number>> {
  const child = spawn(process.execPath, [program, dataDir, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const closed = once(child, 'close')
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  if ('afterMs' in moment) await sleep(moment.afterMs)
  else while (said.split('\n').length <= moment.acknowledged) await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await closed
  const stages = new Map<string, number>()
  // What follows the last line's end was cut off.
  for (const line of said.split('\n').slice(0, -1)) {
    const [name = '', stage] = line.split(' ')
    stages.set(name, Number(stage))
  }
  return stages
}

/** What is in the folder: the stage of each object that is there. */
async function found(dataDir: string): Promise<Map<string, number>> {
  const server = await openServer(dataDir)
  const { body } = await server.ask('GET', '/api/v1/namespaces/default/configmaps')
  await server.close()
  const items = body.items as { metadata: { name: string }; data: { stage: string } }[]
  return new Map(items.map(({ metadata, data }) => [metadata.name, Number(data.stage)]))
}

/** Stage 3 is being gone, for those of odd number; each object's next stage may have been on its way. */
function lost(acknowledged: ReadonlyMap<string, number>, there: ReadonlyMap<string, number>): string[] {
  return [...acknowledged].flatMap(([name, stage]) => {
    const now = there.get(name) ?? 3
    const last = Number(name.split('-').at(-1)) % 2 === 0 ? 2 : 3
    return now === stage || (now === stage + 1 && now <= last)
      ? []
      : [`${name} is at ${now}, acknowledged was ${stage}`]
  })
}

function problemsOf(dataDir: string): unknown {
  const sqlite = new DatabaseSync(join(dataDir, 'objects.db'))
  try {
    return sqlite
      .prepare('PRAGMA integrity_check')
      .all()
      .map((row) => row['integrity_check'])
  } finally {
    sqlite.close()
  }
}

test(
  `kill -9 at ${moments} moments under load loses nothing that was acknowledged`,
  { timeout: moments * 15_000 },
  async () => {
    const dataDir = aFolder()
    const acknowledged = new Map<string, number>()
    for (let round = 0; round < moments; round++) {
      // Never twice the same; one in four while it still opens what the last one left.
      const part = (round * 0.618 + 0.4) % 1
      const moment = round % 4 === 2 ? { afterMs: part * 1500 } : { acknowledged: 1 + Math.floor(part * 600) }
      const stages = await writeUntilKilled(dataDir, round, moment)
      for (const [name, stage] of stages) acknowledged.set(name, stage)
      expect(lost(acknowledged, await found(dataDir)), `after round ${round}`).toEqual([])
      expect(problemsOf(dataDir)).toEqual(['ok'])
    }
    expect(acknowledged.size).toBeGreaterThan(moments * 10)
  },
)
