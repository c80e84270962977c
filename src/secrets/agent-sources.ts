import type { AgentCredential, MachinePlace } from '../agents/credential.ts'
import { readKeychain } from './keychain.ts'
import {
  namedFile,
  questionSource,
  stdinSource,
  usualFile,
  variableSource,
  type Place,
  type Source,
  type SourceName,
} from './sources.ts'

interface Wish {
  readonly fromFile?: string
  readonly from?: SourceName
}

/** Where people have credentials of an agent. */
export function agentSources(credential: AgentCredential, place: Place, { fromFile, from }: Wish): Source[] {
  if (fromFile !== undefined) return [namedFile(fromFile, place)]
  return [
    ...(place.streams.stdin.isTTY === true ? [] : [stdinSource(place)]),
    ...machineSources(credential, place, from),
    questionSource(place),
  ]
}

/** Those that are asked without anybody's doing. */
export function machineSources({ places }: AgentCredential, place: Place, from?: SourceName): Source[] {
  const hasKeychain = place.platform === 'darwin' || from === 'keychain'
  return places.flatMap((where) => ('keychainItem' in where && !hasKeychain ? [] : sourceAt(where, place)))
}

function sourceAt(where: MachinePlace, place: Place): Source {
  const { kind } = where
  if ('variable' in where) return variableSource(where.variable, kind, place)
  if ('file' in where) return usualFile(where.file(place.env, place.home), kind, place)
  const isMac = place.platform === 'darwin'
  const item = where.keychainItem(place.env)
  return {
    name: 'keychain',
    place: 'the Keychain',
    key: kind,
    absent: isMac ? `has no item "${item}"` : 'only macOS has one',
    read: async () => (isMac ? readKeychain(item, place) : undefined),
  }
}
