import type { Target } from '../api/target.ts'

const verbs = ['POST', 'PUT', 'PATCH', 'DELETE']
const resources = ['polecats', 'pods', 'configmaps', 'secrets']

/** Writes of polecats, pods and what comes with them that a kube-apiserver has counted; not those of scheduler and nodes. */
export async function writesOf(target: Target): Promise<number> {
  const text = String(await target.ok('GET', '/metrics'))
  let sum = 0
  for (const [, labels = '', value] of text.matchAll(/^apiserver_request_total\{([^}]*)\} (\S+)/gm)) {
    const { verb = '', resource = '', subresource = '' } = labelsOf(labels)
    const ofNodes = resource === 'pods' && subresource !== ''
    if (verbs.includes(verb) && resources.includes(resource) && !ofNodes) sum += Number(value)
  }
  return sum
}

function labelsOf(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]))
}
