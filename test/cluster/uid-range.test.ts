/**
 * A namespace that chooses the uid, as OpenShift's do: ssh and git as a uid without a passwd entry, and the modes of the
 * key with and without a group for the volumes.
 */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agreesWithRemote } from '../support/agrees-with-remote.ts'
import { clusterNeeds, clusterReady, openCluster, type Cluster } from '../support/cluster.ts'
import type { Repository } from '../support/story.ts'
import { makeTestCertificates } from '../support/servers/test-certificates.ts'
import { waitFor } from '../support/wait-for.ts'

const uid = 1_000_650_000
const webhook = 'gastown-test-uid-range'
const ports = { git: 2227, webhook: 2228 }

describe.skipIf(!clusterReady)(`a namespace with a range of uids (${clusterNeeds})`, { timeout: 180_000 }, () => {
  let cluster: Cluster
  let repository: Repository
  let admission: ChildProcess | undefined

  beforeAll(async () => {
    const workerAnnotations = { 'openshift.io/sa.scc.uid-range': `${uid}/10000` }
    cluster = await openCluster({ rig: 'uid-range', port: ports.git, workerAnnotations })
    repository = await cluster.story.repository('athena')
    await removeWebhook()
  })

  afterAll(async () => {
    await removeWebhook()
    admission?.kill()
    await cluster?.close()
  })

  const removeWebhook = () =>
    cluster?.kubectl(['delete', 'mutatingwebhookconfiguration', webhook, '--ignore-not-found'])

  const admit = async () => {
    const { address, story, namespaces } = cluster
    const { ca, server } = await makeTestCertificates([address])
    const files = { cert: join(story.folder, 'webhook.crt'), key: join(story.folder, 'webhook.key') }
    await Promise.all([writeFile(files.cert, server.cert), writeFile(files.key, server.key)])
    const program = resolve(import.meta.dirname, '../support/openshift-admission.ts')
    const words = [address, String(ports.webhook), String(uid), files.cert, files.key]
    admission = cluster.onNode([process.execPath, program, ...words])
    await Promise.race([
      once(admission.stdout as NodeJS.ReadableStream, 'data'),
      once(admission, 'exit').then(() => Promise.reject(new Error('the webhook ended'))),
    ])
    await cluster.apply({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      metadata: { name: webhook },
      webhooks: [
        {
          name: 'uid-range.gastown.test',
          admissionReviewVersions: ['v1'],
          sideEffects: 'None',
          failurePolicy: 'Fail',
          namespaceSelector: { matchLabels: { 'gastown.io/test': namespaces.workers } },
          rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
          clientConfig: { url: `https://${address}:${ports.webhook}/`, caBundle: Buffer.from(ca).toString('base64') },
        },
      ],
    })
  }

  test('nobody assigns a group: the key cannot be read, and the message says what to do', async () => {
    const ran = await cluster.create('groupless', 'true')
    expect(ran.code, await cluster.explain(ran, 'groupless')).toBe(16)
    const status = await cluster.status('groupless')
    expect(status).toMatchObject({ phase: 'Failed', reason: 'CredentialRejected' })
    expect(status.message).toMatch(/this uid cannot read it.*fsGroup/)
  })

  test('the namespace assigns uid and group: ssh works without a passwd entry, and everything is saved', async () => {
    await admit()
    const script = 'id >id; git add id; git commit -qm Id; echo b >b; until [ -e /tmp/go ]; do sleep 0.2; done'
    const creating = cluster.create('assigned', script)
    const pod = await waitFor('the agent', () => cluster.startedPodOf('assigned'), { seconds: 120 })
    const key = ['stat', '-L', '-c', '%a %u %g', '/credentials/git/ssh-privatekey']
    expect(await cluster.execIn(pod, 'git-push', ...key)).toBe(`440 0 ${uid}\n`)
    await cluster.story.gastown(['exec', 'assigned', '--', 'touch', '/tmp/go'])
    const ran = await creating
    expect(ran.code, await cluster.explain(ran, 'assigned')).toBe(0)
    const { status = {}, metadata } = await cluster.story.polecat('assigned')
    const rescuePrefix = `refs/gastown/assigned-${metadata.uid?.slice(0, 8)}/1`
    agreesWithRemote(status, { remote: repository.remote, branch: 'refs/heads/polecat/assigned', rescuePrefix })
    expect(await repository.git('show', 'polecat/assigned:id')).toMatch(`uid=${uid}(agent) gid=0(root)`)
    expect(await repository.git('show', 'polecat/assigned:b')).toBe('b\n')
  })
})
