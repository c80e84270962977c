import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { mounts } from '../../pod/layout.ts'
import type { Secret } from '../../saving/secrets/secret.ts'
import type { ContainerIO } from '../io.ts'
import { ifThere } from '../../if-there.ts'

/** The values that the agent's container was given as Secrets: the model's credential and those in its environment. */
export function agentSecrets(io: ContainerIO): Secret[] {
  return [...secretsIn(io.path(mounts['llm-credential'])), ...secretsIn(io.path(mounts['agent-secrets']))]
}

/** None where there is no such folder. */
function secretsIn(folder: string): Secret[] {
  return listed(folder).flatMap(({ name, isFolder }) => {
    const path = join(folder, name)
    return isFolder ? secretsIn(path) : [{ name, value: readFileSync(path, 'utf8').trim() }]
  })
}

function listed(folder: string): { name: string; isFolder: boolean }[] {
  const list = ifThere(() => readdirSync(folder, { withFileTypes: true })) ?? []
  // The kubelet keeps its own links there, all with names that begin with two dots.
  const own = list.filter(({ name }) => !name.startsWith('..'))
  return own.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
}
