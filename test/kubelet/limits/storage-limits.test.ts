import { expect, test } from 'vitest'
import { readPod } from '../../../src/kubelet/pod/pod-spec.ts'
import { pastLimit, roomOf, storageLimits } from '../../../src/kubelet/limits/storage-limits.ts'

const mebibyte = 1024 * 1024

const mounts = (...names: string[]) => names.map((name) => ({ name, mountPath: `/${name}` }))

/** An agent that writes to `tmp` and `work`, and a helper of ours that writes to `own`. */
function limitsOf(total: Readonly<Record<string, string>> = {}) {
  const withTotal = (name: string) =>
    total[name] === undefined ? {} : { resources: { limits: { 'ephemeral-storage': total[name] } } }
  const spec = {
    volumes: [
      { name: 'tmp', emptyDir: { sizeLimit: '5Mi' } },
      { name: 'work', emptyDir: {} },
      { name: 'own', emptyDir: { sizeLimit: '1Mi' } },
      { name: 'read', emptyDir: { sizeLimit: '1Mi' } },
    ],
    initContainers: [
      {
        name: 'save',
        restartPolicy: 'Always',
        command: ['gastown-container', 'git-save'],
        volumeMounts: mounts('own', 'read', 'work'),
        ...withTotal('save'),
      },
    ],
    containers: [
      {
        name: 'agent',
        command: ['sh'],
        volumeMounts: [...mounts('tmp', 'work'), { name: 'read', mountPath: '/read', readOnly: true }],
        ...withTotal('agent'),
      },
    ],
  }
  return storageLimits(readPod({ metadata: { name: 'p' }, spec } as never))
}

const use = (volumes: Record<string, number>, beside = 0) => ({
  volumes: new Map(Object.entries(volumes).map(([name, size]) => [name, size * mebibyte])),
  beside: beside * mebibyte,
})
const tmp = 'Usage of EmptyDir volume "tmp" exceeds the limit "5Mi".'
const total = (text: string) => `Pod ephemeral local storage usage exceeds the total limit of containers ${text}.`

test.for([
  ['nothing', {}, use({}), undefined, 5],
  ['as much as there may be', {}, use({ tmp: 5 }), undefined, 0],
  ['more in a volume', {}, use({ tmp: 6 }), tmp, -1],
  ['much where there is no limit', {}, use({ work: 500 }, 500), undefined, 5],
  ['much in volumes that only our own programs write', {}, use({ own: 2, read: 2 }), undefined, 5],
  ['as much as all may hold', { agent: '9Mi' }, use({ tmp: 2, work: 3, own: 1 }, 3), undefined, 0],
  ['more in all', { agent: '9Mi' }, use({ tmp: 2, work: 3, own: 1 }, 4), total('9Mi'), -1],
  ['the sum of limits', { agent: '9Mi', save: '1Mi' }, use({ work: 11 }), total(String(10 * mebibyte)), -1],
  ['no byte at all', { agent: '0' }, use({ work: 1 }), total('0'), -1],
] as const)('%s', ([, totals, used, message, room]) => {
  const limits = limitsOf(totals)
  expect(pastLimit(limits, used)).toBe(message)
  expect(roomOf(limits, used) / mebibyte).toBe(room)
})
