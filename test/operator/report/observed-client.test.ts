import { expect, test } from 'vitest'
import { GastownError } from '../../../src/errors.ts'
import { pods } from '../../../src/kube/resources.ts'
import { responseError } from '../../../src/kube/transport/response-error.ts'
import { observedClient } from '../../../src/operator/report/observed-client.ts'
import { openPrometheusMeter } from '../../../src/operator/report/prometheus-meter.ts'
import { aLog } from '../../support/fakes/a-log.ts'
import { fakeCluster } from '../../support/fakes/fake-cluster.ts'

test('a request that fails is counted by status, told to who asks for more, and fails as before', async () => {
  const cluster = fakeCluster()
  const { log, lines } = aLog()
  const meter = openPrometheusMeter()
  const client = observedClient(cluster.client, { meter, log })
  const refused = responseError({ server: 'https://fake', code: 403, body: 'may not' })
  cluster.failNext('create pods', refused)
  cluster.failNext('get pods', new GastownError('unreachable', 'connection refused'))
  await expect(client.create(pods, { metadata: { name: 'x', namespace: 'n' } })).rejects.toBe(refused)
  await expect(client.get(pods, 'x', 'n')).rejects.toThrow('connection refused')
  await client.create(pods, { metadata: { name: 'x', namespace: 'n' } })
  expect(lines.map(({ level, message }) => `${level} ${message}`)).toEqual([
    'debug cannot create pods: may not',
    'debug cannot get pods: connection refused',
  ])
  const counted = (await meter.text()).split('\n').filter((line) => line.startsWith('gastown_api_errors_total'))
  expect(counted).toEqual([
    'gastown_api_errors_total{verb="create",resource="pods",code="403"} 1',
    'gastown_api_errors_total{verb="get",resource="pods",code="network"} 1',
  ])
})
