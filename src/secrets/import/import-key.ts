import type { Context } from '../../context.ts'
import { invalid } from '../../errors.ts'
import { keyVariable } from '../../pod/credential.ts'
import { fingerprint } from '../fingerprint.ts'
import { wrongCredentialKind } from '../known-forms.ts'
import { readOneLine } from '../one-line.ts'
import {
  namedFile,
  onlyOne,
  pick,
  questionSource,
  stdinSource,
  variableSource,
  type SourceContext,
  type Source,
  type SourceName,
} from '../sources.ts'
import { checkNames, storeCredential, secretNamespace, type StoreFlags } from './store-credential.ts'

interface ImportKeyFlags extends StoreFlags {
  readonly provider: string
  readonly 'from-file'?: string
  readonly from?: SourceName
  readonly key?: string
}

/** Stores the API key of any provider. */
export async function importKey(context: Context, flags: ImportKeyFlags): Promise<void> {
  const { provider } = flags
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(provider))
    throw invalid('invalid flag value', [
      { field: '--provider', message: `expected a name such as openai or google, found "${provider}"` },
    ])
  const name = flags.name ?? `${provider}-credentials`
  const key = flags.key ?? 'api-key'
  checkNames(name, key)
  onlyOne(flags['from-file'], flags.from)
  const picked = await pick(keySources(context, provider, flags['from-file']), { from: flags.from })
  const line = readOneLine(picked.text)
  const bad = line.ok ? wrongCredentialKind(provider, line.value) : line
  if (bad !== undefined)
    throw invalid('the credential cannot be used', [{ field: picked.place, message: bad.problem }], bad.hints)
  const value = line.ok ? line.value : ''
  const entry = {
    name,
    namespace: await secretNamespace(context, flags),
    role: 'llm' as const,
    provider,
    values: { [key]: value },
  }
  const what = `API key of ${provider} from ${picked.place}`
  const secret = await storeCredential(context, { entry, what, facts: [fingerprint(value)] }, flags)
  if (secret === undefined) return
  context.notice(`Use it with: --provider ${provider} --api-key-secret ${name}${key === 'api-key' ? '' : `:${key}`}`)
}

function keySources(place: SourceContext, provider: string, fromFile: string | undefined): Source[] {
  if (fromFile !== undefined) return [namedFile(fromFile, place)]
  const variables = [...new Set([keyVariable(provider), ...(provider === 'google' ? ['GOOGLE_API_KEY'] : [])])]
  return [
    ...(place.streams.stdin.isTTY === true ? [] : [stdinSource(place)]),
    ...variables.map((variable) => variableSource(variable, undefined, place)),
    questionSource(place),
  ]
}
