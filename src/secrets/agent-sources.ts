import { join } from 'node:path'
import type { ClaudeKind } from './agent-credential.ts'
import { keychainService, readKeychain } from './keychain.ts'
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

interface ClaudeWish {
  readonly fromFile?: string
  readonly from?: SourceName
}

/** Where people have credentials of Claude. */
export function claudeSources(place: Place, { fromFile, from }: ClaudeWish): Source[] {
  if (fromFile !== undefined) return [namedFile(fromFile, place)]
  const { env, home, streams, platform } = place
  const folder = env.CLAUDE_CONFIG_DIR || join(home, '.claude')
  return [
    ...(streams.stdin.isTTY === true ? [] : [stdinSource(place)]),
    variableSource('ANTHROPIC_API_KEY', 'api-key', place),
    variableSource('CLAUDE_CODE_OAUTH_TOKEN', 'oauth-token', place),
    usualFile(join(folder, '.credentials.json'), '.credentials.json', place),
    ...(platform === 'darwin' || from === 'keychain' ? [keychainSource(place, '.credentials.json')] : []),
    questionSource(place),
  ]
}

function keychainSource({ env, signal, platform }: Place, key: ClaudeKind): Source {
  const isMac = platform === 'darwin'
  return {
    name: 'keychain',
    place: 'the Keychain',
    key,
    absent: isMac ? `has no item "${keychainService(env.CLAUDE_CONFIG_DIR)}"` : 'only macOS has one',
    read: async () => (isMac ? readKeychain({ env, signal }) : undefined),
  }
}
