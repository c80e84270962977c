import { join } from 'node:path'
import { agreesWithRemote } from '../support/agrees-with-remote.ts'
import { git } from '../support/attempt-folder.ts'
import type { Cluster } from '../support/cluster.ts'
import { agentScript } from './agent-script.ts'
import { scriptText, type Attack } from './attacks.ts'
import { brokenRules } from './rules.ts'
import { checkpointOf, trackedFiles } from './story-remote.ts'

export const canary = 'CANARY-7f3a91c2-token'

/** The one folder that every container of a pod can write: what a command of the attack does is seen from any of them. */
const shared = '/dev/shm'
/** In the containers that hold the git credential, and nowhere else. */
const secret = '/credentials/git/canary'

/** One attack in a real pod, from `create` to the recorded result; the rules it broke. */
export async function attackInPod(cluster: Cluster, attack: Attack): Promise<string[]> {
  const { story } = cluster
  const name = attack.script
  const { remote } = await story.repository(name, trackedFiles)
  const evil = join(story.folder, `${name}-evil.git`)
  git(story.folder, 'init', '-q', '--bare', evil)
  const base = git(remote, 'rev-parse', 'main')
  const variables = { MARKER: `${shared}/marker`, SECRET: secret, EVIL: cluster.git.url(`${name}-evil.git`) }
  const env = Object.entries({ ...variables, BRANCH: `polecat/${name}` }).flatMap((pair) => ['--env', pair.join('=')])
  const where = ['--repo', cluster.git.url(`${name}.git`), '--set', 'kubernetes.checkpointSeconds=5']
  const creating = cluster.create(name, [agentScript, 'sh', scriptText(attack)], ...where, ...env)
  await checkpointOf({ remote, creating, seconds: 240 })
  const pod = await cluster.podOf(name)
  const marker = watchMarker(cluster, pod)
  await story.gastown(['exec', name, '--', 'touch', '/tmp/go'])
  const ran = await creating
  const { status = {}, metadata } = await story.polecat(name)
  const { result, reason } = status
  const place = { remote, rescuePrefix: `refs/gastown/${name}-${metadata.uid?.slice(0, 8)}/1` }
  agreesWithRemote(status, { ...place, branch: `refs/heads/polecat/${name}` })
  const said = [ran.stdout, ran.stderr, JSON.stringify(status), await everythingSaid(cluster, name)].join('\n')
  const seen = await marker
  const broken = await brokenRules(attack, {
    ...place,
    evil,
    branch: `polecat/${name}`,
    base,
    ran: seen.slice(watching.length) !== '',
    canaries: [canary, cluster.git.privateKey.split('\n')[2] ?? ''],
    said,
    result: { ...result, state: result?.saved },
  })
  if (!seen.startsWith(watching)) broken.push(`the marker was not watched: ${seen}`)
  if (ran.code !== (reason === 'Pushed' ? 0 : 14)) broken.push(`the exit code is ${ran.code} with ${reason}`)
  return broken.length === 0 ? [] : [...broken, seen, await cluster.explain(ran, name)]
}

const watching = 'watching\n'
const untilPlanted = `until [ -e ${shared}/planted ]; do sleep 0.1; done`
const watchScript = `
${untilPlanted}
echo watching
exec tail -q -s 0.05 -n +1 -F ${shared}/marker 2>/dev/null
`

/**
 * What commands of the attack write after it was planted, seen from git-push, the last container to end. It begins with
 * `watching`, which also shows that the folder is the one that the agent writes.
 */
export async function watchMarker({ execIn }: Cluster, pod: string): Promise<string> {
  // It is ended by its container's end, which kubectl tells by its exit status.
  return execIn(pod, 'git-push', 'sh', '-c', watchScript).catch((error: { stdout: string }) => error.stdout)
}

async function everythingSaid({ kubectl, namespaces, podOf, story }: Cluster, name: string): Promise<string> {
  const pod = await podOf(name)
  const [there, here] = [namespaces.workers, namespaces.polecats].map((namespace) => ['-n', namespace, '-o', 'json'])
  const texts = await Promise.all([
    kubectl(['logs', pod, '-n', namespaces.workers, '--all-containers']),
    kubectl(['get', 'pod', pod, ...(there ?? [])]),
    kubectl(['get', 'events', '--field-selector', `involvedObject.name=${pod}`, ...(there ?? [])]),
    kubectl(['get', 'events', '--field-selector', `involvedObject.name=${name}`, ...(here ?? [])]),
    story.gastown(['logs', name, '-c', 'all']).then(({ stdout }) => stdout),
  ])
  // Each of them is empty only where something went wrong with the asking.
  const nothing = texts.findIndex((text) => text === '')
  if (nothing >= 0) throw new Error(`nothing was said: ${nothing}`)
  return texts.join('\n')
}
