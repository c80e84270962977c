import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { attacks } from './attacks.ts'
import { attackLocally } from './local-attempt.ts'
import { becomeOrdinaryUser } from '../support/ordinary-user.ts'
import { full } from '../support/full.ts'

// As in a pod: to root, no file is closed.
becomeOrdinaryUser()

test('every script is in the table', () => {
  const scripts = readdirSync(resolve(import.meta.dirname, '../fixtures/hostile')).filter((name) =>
    name.endsWith('.sh'),
  )
  expect(attacks.map(({ script }) => `${script}.sh`).toSorted()).toEqual(scripts.toSorted())
})

const chosen = attacks.filter(({ often }) => full || often === true)
const left = attacks.length - chosen.length

describe.concurrent(`a hostile checkout breaks no rule (GASTOWN_TEST_FULL=1: ${left} more)`, () => {
  test.each(chosen)('$script', { timeout: 180_000 }, async (attack) => {
    expect(await attackLocally(attack)).toEqual([])
  })
})
