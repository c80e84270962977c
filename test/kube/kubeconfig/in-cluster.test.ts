import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inClusterAccess } from '../../../src/kube/kubeconfig/in-cluster.ts'

test('a pod finds its own cluster, by an address of either kind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'account-'))
  try {
    const env = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' }
    expect(await inClusterAccess(env, folder)).toBeUndefined()
    await writeFile(join(folder, 'token'), 't\n')
    await writeFile(join(folder, 'namespace'), 'n')
    await writeFile(join(folder, 'ca.crt'), 'ca')
    expect(await inClusterAccess({}, folder)).toBeUndefined()
    expect(await inClusterAccess(env, folder)).toEqual({
      server: 'https://10.0.0.1:443',
      namespace: 'n',
      ca: 'ca',
      user: { token: 't', tokenFile: join(folder, 'token') },
    })
    const six = await inClusterAccess({ ...env, KUBERNETES_SERVICE_HOST: 'fd00::1' }, folder)
    expect(six?.server).toBe('https://[fd00::1]:443')
  } finally {
    await rm(folder, { recursive: true })
  }
})
