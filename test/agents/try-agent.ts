/** Prints as JSON what the sources beside it make of an agent, by its name: run in a copy to which one was added. */
import { readFileSync } from 'node:fs'
import { agentNamed } from '../../src/agents/table.ts'
import Create from '../../src/commands/polecat/create.ts'
import { rigs, secrets } from '../../src/kube/resources.ts'
import { secretNames, secretTrouble } from '../../src/attempt/secrets.ts'
import { polecatCrd } from '../../src/polecat/crd/crd.ts'
import { resolveSpec } from '../../src/polecat/resolve.ts'
import { given, rendered } from '../pod/an-attempt.ts'
import { aRig } from '../support/a-polecat.ts'
import { openWorld } from '../support/fakes/fake-context.ts'

const [agent = '', fixture = ''] = process.argv.slice(2)
const spec = { agent, agentConfig: { model: 'm' }, budget: { turns: 7 } }
const words = ['--no-check', '--rig', 'athena', '--task', 'x', '--agent', agent]

const world = await openWorld()
await world.put(rigs, aRig())
const accepted = await world.run(Create, [...words, '--dry-run', '-o', 'json'])
const refused = await world.run(Create, [...words, '--dry-run', '--temperature', '1', '--max-cost', '2'])
await world.run(Create, ['--local', ...words], { env: { OPENAI_API_KEY: 'sk-proj-of-this-machine' } })
const fromMachine = world.client.look(secrets, 'openai-credentials')?.data
await world.close()

const { polecat, rig } = given({ spec })
const resolved = resolveSpec(polecat, rig)
const nothing = { secrets: new Map(), now: new Date(0), workerNamespace: 'gastown-workers' }
const { pod, configMap } = rendered({ spec, kubernetes: { apiKeySecretRef: { name: 'a-key' } } })
const parser = agentNamed(agent)?.parser()

const told = {
  accepted,
  refused,
  fromMachine,
  container: pod.spec?.containers[0],
  promptVolume: pod.spec?.volumes?.find(({ name }) => name === 'prompt'),
  files: configMap.data,
  secretNames: secretNames(resolved),
  withoutCredential: secretTrouble(resolved, nothing)?.sentence,
  events: readFileSync(fixture, 'utf8')
    .trimEnd()
    .split('\n')
    .flatMap((line) => parser?.line(line) ?? []),
  schema: JSON.stringify(polecatCrd()),
}
process.stdout.write(JSON.stringify(told))
