/** The rules by a CEL of JavaScript; `real-server.test.ts` has them on a real API server. */
import { Environment } from '@marcbachmann/cel-js'
import { expect, test } from 'vitest'
import { kubernetesRules, rootRules, specRules, taskRules } from '../../../src/polecat/crd/crd-rules.ts'
import type { CelRule } from '../../../src/polecat/crd/structural.ts'
import { cases, polecatOf } from '../table.ts'

const cel = new Environment({ unlistedVariablesAreDyn: true })

/** The fields that rules refuse. */
function refused(rules: readonly CelRule[], values: { self: unknown; oldSelf?: unknown }): (string | undefined)[] {
  const applicable = rules.filter(({ rule }) => values.oldSelf !== undefined || !rule.includes('oldSelf'))
  return applicable.filter(({ rule }) => cel.evaluate(rule, values) !== true).map(({ fieldPath }) => fieldPath)
}

interface Loose {
  metadata: { name: string }
  spec: Record<string, unknown> & { taskDescription: string; kubernetes: object }
}

test.each(cases.filter(({ field }) => field === undefined))('they take $what', (one) => {
  const polecat = polecatOf(one) as Loose
  expect(refused(rootRules, { self: polecat })).toEqual([])
  expect(refused(specRules, { self: polecat.spec })).toEqual([])
  expect(refused(kubernetesRules, { self: polecat.spec.kubernetes })).toEqual([])
  expect(refused(taskRules, { self: polecat.spec.taskDescription })).toEqual([])
})

const work = { agent: 'aider', taskDescription: 'Fix it.', ciChanges: 'hold', kubernetes: { image: 'a' }, attempt: 1 }

function polecat(spec: object, status?: object): object {
  return { metadata: { name: 'fix-it' }, spec, ...(status && { status }) }
}

test.each<[string, object | undefined, boolean]>([
  ['before any status', undefined, true],
  ['waiting without a pod', { phase: 'Pending' }, true],
  ['claimed', { phase: 'Pending', podName: 'fix-it-1' }, false],
  ['working', { phase: 'Working', podName: 'fix-it-1' }, false],
  ['stuck with a pod', { phase: 'Stuck', podName: 'fix-it-1' }, false],
  ['done', { phase: 'Done', podName: 'fix-it-1' }, true],
  ['failed', { phase: 'Failed', podName: 'fix-it-1' }, true],
  ['terminated', { phase: 'Terminated', podName: 'fix-it-1' }, true],
])('work settings can be changed: %s', (_, status, mutable) => {
  const changed = { ...work, agent: 'codex', kubernetes: { image: 'b' }, budget: { turns: 3 } }
  const fields = refused(rootRules, { self: polecat(changed, status), oldSelf: polecat(work, status) })
  expect(fields).toEqual(mutable ? [] : ['.spec.agent', '.spec.kubernetes', '.spec.budget'])
})

test('while an attempt runs, CI changes can be allowed but not held', () => {
  const status = { phase: 'Working', podName: 'fix-it-1' }
  const [held, allowed] = [polecat(work, status), polecat({ ...work, ciChanges: 'allow', attempt: 2 }, status)]
  expect(refused(rootRules, { self: allowed, oldSelf: held })).toEqual([])
  expect(refused(rootRules, { self: held, oldSelf: allowed })).toEqual(['.spec.ciChanges'])
})
