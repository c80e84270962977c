import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { secrets } from '../../../src/kube/resources.ts'
import { memoryFolder } from '../../../src/kubelet/volumes/memory-folder.ts'
import { keyOf } from '../../../src/kubelet/pod/pod-spec.ts'
import { aPod, isRunning, sandbox, sh, startMachine } from '../kubelet-on-this-machine.ts'
import { openedOnce } from '../../support/opened.ts'

const memory = await memoryFolder(undefined)

describe.skipIf(!sandbox.ok || memory === undefined)('beside a sandbox (needs bubblewrap and /dev/shm)', () => {
  const machine = openedOnce(
    () => startMachine(),
    (one) => one.end(),
  )

  test('no secret is written to the disk', async () => {
    const data = { k: Buffer.from('s3cr3t-value').toString('base64') }
    await machine.client.create(secrets, { metadata: { name: 'sec', namespace: 'work' }, data } as never)
    const env = [{ name: 'KEY', valueFrom: { secretKeyRef: { name: 'sec', key: 'k' } } }]
    await machine.create(aPod('quiet', { containers: [sh('main', 'sleep 600', { env })] }))
    const pod = await machine.until('quiet', isRunning)
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
    let said = ''
    stdout.on('data', (bytes: Buffer) => (said += bytes.toString()))
    const command = ['sh', '-c', 'echo "$KEY"; read -r line']
    const streams = { stdin, stdout, stderr, sizes: noSizes() }
    const { signal } = new AbortController()
    const code = machine.kubelet.exec(keyOf(pod), 'main', { command, tty: false, ...streams, signal })
    await expect.poll(() => said).toBe('s3cr3t-value\n')
    const entries = await readdir(machine.podFolder(pod), { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
    const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')))
    expect(files.filter((_, at) => texts[at]?.includes('s3cr3t-value'))).toEqual([])
    stdin.end('go\n')
    expect(await code).toBe(0)
    const copies = (await readdir(join(memory ?? '', pod.metadata?.uid ?? ''), { recursive: true })).filter((name) =>
      name.includes('exec-'),
    )
    expect(copies).toEqual([])
  })
})

async function* noSizes(): AsyncIterable<never> {}
