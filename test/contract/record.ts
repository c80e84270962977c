/**
 * `node test/contract/record.ts [SUBJECT…]` plays the cases on the real Kubernetes that GASTOWN_TEST_KUBECONFIG names,
 * and keeps its answers as the golden files.
 */
import { readFileSync } from 'node:fs'
import { openArena } from './arena.ts'
import { writeGolden } from './golden.ts'
import type { Answer } from './play.ts'
import { subjects } from './subjects.ts'

const file = process.env.GASTOWN_TEST_KUBECONFIG
if (!file) throw new Error('GASTOWN_TEST_KUBECONFIG names no kubeconfig of a real Kubernetes')

const wanted = process.argv.slice(2)
const arena = await openArena(readFileSync(file, 'utf8'), 'real')
try {
  for (const [subject, cases] of Object.entries(subjects)) {
    if (wanted.length > 0 && !wanted.includes(subject)) continue
    const golden: Record<string, Answer[]> = {}
    for (const [name, steps] of Object.entries(cases)) golden[name] = await arena.play(steps)
    writeGolden(subject, golden)
    process.stdout.write(`${subject}: ${Object.keys(golden).length} cases\n`)
  }
} finally {
  await arena.close()
}
