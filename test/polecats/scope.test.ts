import { describe, expect, test } from 'vitest'
import { chooseScope, inScope, scopeNotice, type Here, type ScopeFlags } from '../../src/polecats/scope.ts'
import { aRig } from '../support/a-polecat.ts'

const rigs = [
  aRig({ gitURL: 'git@github.com:org/shop.git' }, 'shop'),
  aRig({ gitURL: 'https://github.com/org/shop' }, 'again'),
  aRig({ gitURL: 'git@github.com:org/site.git' }, 'site'),
]
const site: Here = { remote: 'https://github.com/org/site.git' }
const none: ScopeFlags = { 'all-rigs': false }

const cases: [string, ScopeFlags, Here, readonly string[] | undefined, string][] = [
  ['the rig of the checkout', none, site, ['site'], "Showing rig site, this checkout's; -A for all rigs."],
  [
    'both of one repository',
    none,
    { remote: 'ssh://git@github.com/org/shop.git' },
    ['again', 'shop'],
    "Showing rigs again and shop, this checkout's; -A for all rigs.",
  ],
  [
    'a checkout without a rig',
    none,
    { remote: 'https://github.com/org/other' },
    undefined,
    'Showing all rigs: no rig found for the repository of this checkout.',
  ],
  ['no checkout', none, { why: 'this is not a checkout' }, undefined, 'Showing all rigs: this is not a checkout.'],
  ['--rig in the checkout of another', { ...none, rig: 'shop' }, site, ['shop'], 'Showing rig shop.'],
  ['--rig in no checkout', { ...none, rig: 'shop' }, { why: 'x' }, ['shop'], 'Showing rig shop.'],
  ['-A in a checkout', { 'all-rigs': true }, site, undefined, 'Showing all rigs.'],
]

describe('the scope', () => {
  test.each(cases)('%s', (_, flags, here, expected, notice) => {
    const scope = chooseScope(flags, here, rigs)
    expect(scope.rigs).toEqual(expected)
    expect(scopeNotice(scope, 'Showing')).toBe(notice)
    const inside = ['shop', 'again', 'site', 'gone'].filter((rig) => inScope(scope, rig))
    expect(inside.toSorted()).toEqual(expected ?? ['again', 'gone', 'shop', 'site'])
  })

  test('three rigs in words', () => {
    const three = ['c', 'a', 'b'].map((name) => aRig({ gitURL: 'git@github.com:org/site.git' }, name))
    expect(chooseScope(none, site, three).words).toBe('rigs a, b and c')
  })
})
