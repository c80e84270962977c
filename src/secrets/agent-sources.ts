import { join } from 'node:path'
import type { AgentCredential, MachinePlace } from '../agents/credential.ts'
import { readKeychain } from './keychain.ts'
import {
  namedFile,
  questionSource,
  stdinSource,
  usualFile,
  variableSource,
  type SourceContext,
  type Source,
  type SourceName,
} from './sources.ts'

interface SourceFlags {
  readonly fromFile?: string
  readonly from?: SourceName
}

/** Where people have credentials of an agent. */
export function agentSources(
  credential: AgentCredential,
  place: SourceContext,
  { fromFile, from }: SourceFlags,
): Source[] {
  if (fromFile !== undefined) return [namedFile(fromFile, place)]
  return [
    ...(place.streams.stdin.isTTY === true ? [] : [stdinSource(place)]),
    ...machineSources(credential, place, from),
    questionSource(place),
  ]
}

/** Sources that are read without anybody's doing. */
export function machineSources(credential: AgentCredential, place: SourceContext, from?: SourceName): Source[] {
  const hasKeychain = place.platform === 'darwin' || from === 'keychain'
  return credential.places.flatMap((where) =>
    'keychainItem' in where && !hasKeychain ? [] : sourceAt(where, credential, place),
  )
}

function sourceAt(where: MachinePlace, { folder }: AgentCredential, place: SourceContext): Source {
  const { kind } = where
  const named = (folder && place.env[folder.variable]) || undefined
  if ('variable' in where) return variableSource(where.variable, kind, place)
  if ('file' in where) return usualFile(join(named ?? join(place.home, folder?.inHome ?? ''), where.file), kind, place)
  const isMac = place.platform === 'darwin'
  const item = where.keychainItem(named)
  return {
    name: 'keychain',
    place: 'the Keychain',
    key: kind,
    absent: isMac ? `has no item "${item}"` : 'only macOS has one',
    read: async () => (isMac ? readKeychain(item, place) : undefined),
  }
}
