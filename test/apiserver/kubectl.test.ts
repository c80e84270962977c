/** The real kubectl against the server. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NodeAgent } from '../../src/apiserver/node-agent.ts'
import { kubectls } from '../clients/programs.ts'
import { aGizmo, gizmoDefinition } from './gizmos.ts'
import { openServer, type TestServer } from './a-server.ts'

const pod = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name } },
  spec: { nodeName: 'local', terminationGracePeriodSeconds: 1, containers: [{ name: 'c', image: 'x:1' }] },
})

const candidates = kubectls.length > 0 ? kubectls : [{ program: 'kubectl', version: '(which is not installed)' }]

describe.skipIf(kubectls.length === 0).each(candidates)('kubectl $version', ({ program }) => {
  let folder: string
  let server: TestServer

  const agent: NodeAgent = {
    async *logs(pod, container, { follow }) {
      yield Buffer.from(`hello from ${pod.name}/${container}\n`)
      if (follow) yield Buffer.from('and on\n')
    },
    async exec(_pod, _container, { command, stdin, stdout, stderr }) {
      for await (const chunk of stdin ?? []) stdout.write(chunk)
      stdout.write(command.join('|'))
      stderr.write('oh')
      return 3
    },
  }

  interface Said {
    readonly code: number
    readonly out: string
    readonly err: string
  }

  function kubectl(words: readonly string[], input?: string): Promise<Said> {
    const env = { ...process.env, KUBECONFIG: join(folder, 'kubeconfig'), HOME: folder }
    return new Promise((resolve) => {
      const child = execFile(program, words, { env, timeout: 25_000 }, (error, out, err) => {
        const code = error ? Number(error.code ?? 1) : 0
        resolve({ code, out, err: err.replace(/^WARNING: version difference.*\n/m, '') })
      })
      child.stdin?.end(input)
    })
  }

  function file(name: string, ...objects: object[]): string {
    const path = join(folder, name)
    writeFileSync(path, objects.map((object) => JSON.stringify(object)).join('\n'))
    return path
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gastown-kubectl-'))
    server = await openServer(join(folder, 'data'), agent)
    writeFileSync(join(folder, 'kubeconfig'), server.running.kubeconfig)
    const { code, err } = await kubectl(['apply', '-f', file('definition.yaml', gizmoDefinition)])
    if (code !== 0) throw new Error(err)
  })
  afterAll(async () => {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('apply, get, explain and describe of a custom resource', async () => {
    const path = file('gizmo.yaml', aGizmo('g', { items: [{ name: 'x' }] }))
    expect((await kubectl(['apply', '-f', path])).out).toBe('gizmo.probe.example/g created\n')
    expect((await kubectl(['apply', '-f', file('gizmo2.yaml', aGizmo('g', { n: 9 }))])).out).toBe(
      'gizmo.probe.example/g configured\n',
    )
    expect((await kubectl(['apply', '--server-side', '-f', path])).out).toBe(
      'gizmo.probe.example/g serverside-applied\n',
    )
    // kubectl hands over what it owned before, so what the file does not name falls back to its default.
    const wide = (await kubectl(['get', 'gz', '-o', 'wide'])).out
    expect(wide).toMatch(/^NAME +PHASE +N +WHEN +ITEMS +AGE\ng +7 +x +\d+s\n$/)
    expect((await kubectl(['explain', 'gizmo.spec'])).out).toContain('What is wanted.')
    expect((await kubectl(['describe', 'gizmo', 'g'])).out).toMatch(/Spec:\n(.*\n)*Events: +<none>/)
    const wrong = await kubectl(['apply', '-f', file('wrong.yaml', aGizmo('h', { bogus: 1 }))])
    expect(wrong.err).toContain('unknown field "spec.bogus"')
    expect((await kubectl(['delete', 'gizmo', 'g'])).out).toMatch(/^gizmo.probe.example "g" deleted/)
  })

  test('pods: create, get, label, patch, logs, exec, wait, delete', async () => {
    expect((await kubectl(['create', '-f', file('pods.yaml', pod('p'), pod('q'))])).code).toBe(0)
    expect((await kubectl(['get', 'pods'])).out).toMatch(
      /^NAME +READY +STATUS +RESTARTS +AGE\np +0\/1 +Pending +0 +\d+s\nq /,
    )
    expect((await kubectl(['label', 'pod', 'p', 'a=b'])).out).toBe('pod/p labeled\n')
    expect((await kubectl(['patch', 'pod', 'p', '-p', '{"metadata":{"annotations":{"c":"d"}}}'])).out).toBe(
      'pod/p patched\n',
    )
    const chosen = [
      'get',
      'pods',
      '-l',
      'a in (b)',
      '--field-selector',
      'status.phase=Pending',
      '-o',
      'name',
      '--sort-by',
      '.metadata.name',
    ]
    expect((await kubectl(chosen)).out).toBe('pod/p\n')
    expect((await kubectl(['logs', 'p'])).out).toBe('hello from p/c\n')
    expect((await kubectl(['logs', '-f', 'p'])).out).toBe('hello from p/c\nand on\n')
    const ran = await kubectl(['exec', '-i', 'p', '--', 'sh', '-c', 'x y'], 'input ')
    expect(ran).toMatchObject({ code: 3, out: 'input sh|-c|x y' })
    expect(ran.err).toContain('oh')
    expect((await kubectl(['describe', 'pod', 'p'])).out).toMatch(/Events: +<none>/)
    const status = '{"status":{"phase":"Running"}}'
    await kubectl(['patch', 'pod', 'p', '--subresource=status', '--type=merge', '-p', status])
    expect((await kubectl(['wait', '--for=jsonpath={.status.phase}=Running', 'pod/p', '--timeout=5s'])).code).toBe(0)
    expect((await kubectl(['port-forward', 'p', '8080:80'])).err).toContain('port-forward it does not offer')
    await kubectl(['delete', 'pod', 'p', '--wait=false'])
    expect((await kubectl(['get', 'pods'])).out).toContain('Terminating')
    expect((await kubectl(['delete', 'pods', '--all', '--force', '--grace-period=0'])).code).toBe(0)
    expect((await kubectl(['get', 'all'])).err).toBe('No resources found in default namespace.\n')
  })

  test('kinds that kubectl sends in its own encoding', async () => {
    expect((await kubectl(['create', 'namespace', 'other'])).out).toBe('namespace/other created\n')
    expect((await kubectl(['create', 'secret', 'generic', 's', '--from-literal=a=b', '-n', 'other'])).code).toBe(0)
    expect((await kubectl(['create', 'configmap', 'm', '--from-literal=a=b', '-n', 'other'])).code).toBe(0)
    expect((await kubectl(['get', 'secret', 's', '-n', 'other', '-o', 'jsonpath={.data.a}'])).out).toBe('Yg==')
    expect((await kubectl(['auth', 'can-i', 'delete', 'pods'])).out).toBe('yes\n')
    expect((await kubectl(['delete', 'namespace', 'other'])).out).toMatch(/^namespace "other" deleted/)
  })

  test('finds out what there is', async () => {
    const resources = (await kubectl(['api-resources'])).out
    expect(resources).toMatch(/gizmos +gz +probe\.example\/v1 +true +Gizmo/)
    expect((await kubectl(['version'])).out).toContain('Server Version: v1.34')
    expect((await kubectl(['get', 'polecat'])).err).toContain(`the server doesn't have a resource type "polecat"`)
    expect((await kubectl(['explain', 'pod.spec.containers.env'])).out).toContain('valueFrom')
  })
})
