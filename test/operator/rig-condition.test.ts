import { expect, test } from 'vitest'
import { rigCondition } from '../../src/operator/rig-condition.ts'
import { rig as rigSchema } from '../../src/rig/schema.ts'
import { aRig } from '../support/a-polecat.ts'

const now = new Date('2026-01-01T00:00:00Z')
const daily = { settings: { budget: { costUSDPerDay: 5 } } }

test('a rig whose settings all hold is left alone', () => {
  expect(rigCondition(aRig(), true, now)).toBeUndefined()
  expect(rigCondition(aRig({ defaults: { budget: { turns: 9 } } }), true, now)).toBeUndefined()
})

test('what does not hold is told once, and that it holds again', () => {
  const rig = aRig(daily)
  const told = rigCondition(rig, true, now)
  expect(told).toMatchObject({ type: 'Enforced', status: 'False', lastTransitionTime: now.toISOString() })
  expect(told?.message).toContain('spec.settings.budget.costUSDPerDay: ')
  const conditions = told ? [told] : []
  expect(rigCondition({ ...rig, status: { conditions } }, true, now)).toBeUndefined()
  expect(rigSchema.parse({ ...rig, status: { conditions } }).status).toEqual({ conditions })
  expect(rigCondition({ ...aRig(), status: { conditions } }, true, now)).toMatchObject({ status: 'True' })
})

test("it is about the rig's agent", () => {
  const custom = { agent: 'custom', agentConfig: { command: ['true'] }, budget: { turns: 9 } }
  expect(rigCondition(aRig({ defaults: custom }), true, now)?.message).toContain('spec.defaults.budget.turns: ')
})
