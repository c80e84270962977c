/** `npm run bench [-- NAME…]`: figures of ours beside a peer's in the same run. Never part of the tests. */
import { spawnSync } from 'node:child_process'
import { apiserver } from './apiserver.ts'
import { atRest } from './at-rest.ts'
import { line, type Figure } from './figure.ts'
import { firstOutput } from './first-output.ts'
import { list } from './list.ts'
import { localUp } from './local-up.ts'
import { cpuOf, median } from './measure.ts'
import { operator } from './operator.ts'
import { saving } from './saving.ts'
import { views } from './views.ts'

const benches = {
  'local-up': localUp,
  'first-output': firstOutput,
  list,
  'at-rest': atRest,
  saving,
  views,
  apiserver,
  operator,
}

async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !Object.hasOwn(benches, name))
  if (unknown.length > 0) {
    process.stderr.write(`no benchmark named ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}\n`)
    process.exitCode = 2
    return
  }
  const build = spawnSync(process.execPath, ['scripts/build.ts'], { stdio: 'inherit' })
  if (build.status !== 0) throw new Error('the build failed')
  process.stdout.write(`${line(speed())}\n`)
  for (const [name, bench] of Object.entries(benches)) {
    if (names.length > 0 && !names.includes(name)) continue
    for await (const figure of bench()) process.stdout.write(`${line(figure)}\n`)
  }
}

/** Shared machines are faster on one day than on another; the goals were set where this took 36 ms. */
function speed(): Figure {
  const times = Array.from({ length: 15 }, () => cpuOf([process.execPath, '-e', '0'], process.env))
  return { what: 'this machine: node -e 0, CPU', ours: median(times), unit: 'ms', goal: 'of the goals: 36 ms' }
}

await main(process.argv.slice(2))
