/** The client libraries that programs are written with: list, watch, log, exec. */
import { once } from 'node:events'
import { PassThrough, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { CoreV1Api, CustomObjectsApi, Exec, KubeConfig, Log, Watch, type V1Status } from '@kubernetes/client-node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { waitFor } from '../support/wait-for.ts'
import { openLocalMode, type LocalMode } from './local-mode.ts'
import { python } from './programs.ts'

const namespace = 'gastown-workers'
const ours = { group: 'gastown.gastown.io', version: 'v1alpha1', namespace: 'gastown-system', plural: 'polecats' }

function configOf({ kubeconfig }: LocalMode): KubeConfig {
  const config = new KubeConfig()
  config.loadFromFile(kubeconfig)
  return config
}

describe('client libraries', () => {
  let local: LocalMode
  beforeAll(async () => {
    local = await openLocalMode()
  })
  afterAll(() => local.close())

  describe('@kubernetes/client-node', () => {
    test('lists', async () => {
      const labelSelector = 'polecat=walker'
      const { items } = await configOf(local).makeApiClient(CoreV1Api).listNamespacedPod({ namespace, labelSelector })
      expect(items.map(({ metadata }) => metadata?.name)).toEqual([local.pod])
      const listed = (await configOf(local).makeApiClient(CustomObjectsApi).listNamespacedCustomObject(ours)) as {
        items: { metadata: { name: string } }[]
      }
      expect(listed.items.map(({ metadata }) => metadata.name)).toEqual(['walker'])
    })

    test('watches', async () => {
      const seen: string[] = []
      const saw = (type: string, object: { metadata: { name: string } }) => {
        seen.push(`${type} ${object.metadata.name}`)
      }
      const path = '/api/v1/namespaces/default/configmaps'
      const watching = await new Watch(configOf(local)).watch(path, {}, saw, () => undefined)
      const body = { metadata: { name: 'seen' } }
      const core = configOf(local).makeApiClient(CoreV1Api)
      await core.createNamespacedConfigMap({ namespace: 'default', body })
      await core.deleteNamespacedConfigMap({ namespace: 'default', name: 'seen' })
      await waitFor('both events', () => (seen.length >= 2 ? true : undefined), { seconds: 10 })
      watching.abort()
      expect(seen).toEqual(['ADDED seen', 'DELETED seen'])
    })

    test('follows a log', async () => {
      let text = ''
      const sink = new Writable({ write: (chunk: Buffer, _, done) => ((text += chunk.toString()), done()) })
      const ended = once(sink, 'finish')
      // It ends by itself: to break it off would end this process, as the library has nobody hear of it.
      const options = { follow: true, tailLines: 2, limitBytes: 60 }
      await new Log(configOf(local)).log(namespace, local.pod, 'agent', sink, options)
      await ended
      expect(text).toMatch(/^line \d+\nline \d+\n/)
    })

    test('executes', async () => {
      let text = ''
      const stdout = new Writable({ write: (chunk: Buffer, _, done) => ((text += chunk.toString()), done()) })
      const stdin = new PassThrough()
      const status = await new Promise<V1Status>((resolve, reject) => {
        const command = ['sh', '-c', 'read word; echo "$word back"; exit 3']
        new Exec(configOf(local))
          .exec(namespace, local.pod, 'agent', command, stdout, null, stdin, false, resolve)
          .then(() => stdin.write('there and\n'), reject)
      })
      expect(text).toBe('there and back\n')
      expect(status).toMatchObject({ reason: 'NonZeroExitCode', details: { causes: [{ message: '3' }] } })
    })
  })

  test.skipIf(!python)("Python's kubernetes (where it is installed) lists, watches, reads logs, executes", async () => {
    const program = fileURLToPath(new URL('client.py', import.meta.url))
    const { code, stdout, stderr } = await local.run(python ?? '', [program, local.pod])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.split('\n')).toEqual([
      `pods ${local.pod}`,
      'polecats walker',
      'watch ADDED seen',
      'watch DELETED seen',
      'log line line line',
      'exec there and back 3',
      '',
    ])
  })
})
