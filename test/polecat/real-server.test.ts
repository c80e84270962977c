/** The CRDs on a real Kubernetes: run when GASTOWN_TEST_KUBECONFIG names a kubeconfig that may create CRDs. */
import { polecatColumns } from '../../src/polecat/columns.ts'
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cases, polecatOf } from './table.ts'

const kubeconfig = process.env.GASTOWN_TEST_KUBECONFIG
const namespace = `gastown-crd-${randomBytes(4).toString('hex')}`

function kubectl(args: readonly string[], input: object | string = ''): { status: number | null; text: string } {
  const text = typeof input === 'string' ? input : JSON.stringify(input)
  const run = spawnSync('kubectl', ['--kubeconfig', kubeconfig ?? '', '-n', namespace, ...args], {
    input: text,
    encoding: 'utf8',
  })
  return { status: run.status, text: run.stdout + run.stderr }
}

function prepare(args: readonly string[]): void {
  const { status, text } = kubectl(args)
  if (status !== 0) throw new Error(`kubectl ${args.join(' ')}: ${text}`)
}

const create = ['create', '--dry-run=server', '--validate=strict', '-f', '-']

function titles(more: readonly string[]): string[] | undefined {
  return kubectl(['get', 'pcat', ...more])
    .text.split('\n')[0]
    ?.split(/ {2,}/)
}

describe.skipIf(!kubeconfig)('on a real API server (skipped without GASTOWN_TEST_KUBECONFIG)', () => {
  beforeAll(() => {
    const crds = fileURLToPath(new URL('../../templates/crds/', import.meta.url))
    prepare(['apply', '--server-side', '--force-conflicts', '-f', crds])
    const established = ['polecats', 'rigs'].map((plural) => `crd/${plural}.gastown.gastown.io`)
    prepare(['wait', '--for=condition=established', ...established])
    prepare(['create', 'namespace', namespace])
  })
  afterAll(() => {
    kubectl(['delete', 'namespace', namespace, '--wait=false'])
  })

  test.each(['polecat.yaml', 'polecat-oauth.yaml'])('the example of the reference document is taken: %s', (file) => {
    const text = readFileSync(new URL(`../fixtures/reference/${file}`, import.meta.url), 'utf8')
    const answer = kubectl(create, text.replace('gastown-system', namespace))
    expect(answer.text).toContain('polecat.gastown.gastown.io/implement-feature-x created')
  })

  test.each(cases.filter(({ field }) => field === undefined))('it takes $what', (one) => {
    expect(kubectl(create, polecatOf(one))).toMatchObject({ status: 0 })
  })

  test.each(cases.filter(({ field }) => field !== undefined))('it refuses $what', (one) => {
    const answer = kubectl(create, polecatOf(one))
    expect(answer.status).toBe(1)
    expect(answer.text).toContain(one.field ?? '')
  })

  test('work settings are immutable while an attempt runs', () => {
    expect(kubectl(['create', '-f', '-'], polecatOf({ what: 'running' }))).toMatchObject({ status: 0 })
    const change = (spec: object) =>
      kubectl(['patch', 'polecat', 'fix-it', '--type=merge', '-p', JSON.stringify({ spec })])
    const status = (phase: string) =>
      kubectl(
        ['patch', 'polecat', 'fix-it', '--subresource=status', '--type=merge', '-p'].concat(
          JSON.stringify({ status: { phase, podName: 'fix-it-1' } }),
        ),
      )
    expect(change({ beadID: 'at-1' }).status).toBe(0)
    status('Working')
    const refused = change({ agent: 'aider', taskDescription: 'Else.', ciChanges: 'allow', priority: 3 })
    expect(refused.text).toContain('spec.agent: Forbidden: cannot be changed while an attempt runs')
    expect(refused.text).toContain('spec.taskDescription: Forbidden: cannot be changed while an attempt runs')
    expect(change({ ciChanges: 'allow', priority: 3, attempt: 2, desiredState: 'Terminated' }).status).toBe(0)
    expect(change({ ciChanges: 'hold' }).text).toContain('can only be changed from hold to allow')
    status('Failed')
    expect(change({ agent: 'aider', ciChanges: 'hold' }).status).toBe(0)
  })

  test('a rig gets its defaults', () => {
    const rig = {
      apiVersion: 'gastown.gastown.io/v1alpha1',
      kind: 'Rig',
      metadata: { name: namespace },
      spec: { gitURL: 'git@host:x.git', beadsPrefix: 'at', podTemplate: { spec: { anything: ['at all'] } } },
    }
    const answer = kubectl([...create, '-o', 'json'], rig)
    expect(JSON.parse(answer.text).spec).toMatchObject({ ...rig.spec, settings: { maxPolecats: 8 } })
  })

  test('kubectl explains every field', () => {
    expect(kubectl(['explain', 'polecat.spec.kubernetes.workBranch']).text).toContain(
      'if it exists on the remote, it is continued',
    )
    expect(kubectl(['explain', 'rig.spec.settings.ceilings']).text).toContain('no polecat of the rig may exceed')
  })

  test('kubectl lists with our columns', () => {
    expect(titles([])).toEqual('NAME PHASE REASON AGENT BRANCH ATTEMPT AGE'.split(' '))
    const names = polecatColumns.map(({ name }) => name.toUpperCase())
    expect(titles(['-o', 'wide'])).toEqual(['NAME', ...names])
  })
})
