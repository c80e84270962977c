/** The attempt's own Secret: a pod gets the access token of a person's login, never the login itself. */
import { loginUnder } from '../agents/table.ts'
import { GastownError, isKind } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { secrets } from '../kube/resources.ts'
import type { V1Pod } from '../kube/wire.ts'
import type { Credential } from '../pod/credential.ts'
import { labels } from '../polecat/names.ts'

/** The credential as the pod gets it; where it is a login, a Secret named as the pod is made of it. */
export async function attemptCredential(
  client: Client,
  llm: Credential | undefined,
  { name, namespace, labels: marks }: NonNullable<V1Pod['metadata']>,
): Promise<Credential | undefined> {
  const login = loginUnder(llm?.key)
  if (llm === undefined || login === undefined) return llm
  const { data } = await client.get(secrets, llm.name, namespace)
  const read = login.read(Buffer.from(data?.[login.kind] ?? '', 'base64').toString('utf8'))
  if (!read.ok) throw new GastownError('invalid', `the login in Secret ${llm.name} ${read.problem}`)
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace, labels: { ...marks, [labels.role]: 'llm' } },
    immutable: true,
    data: { [login.asKind]: Buffer.from(read.login.accessToken).toString('base64') },
  }
  try {
    await client.create(secrets, secret)
  } catch (error) {
    if (!isKind(error, 'conflict')) throw error
  }
  return { ...llm, name: name ?? '', key: login.asKind }
}

/** Whether the pod has a Secret of its own. */
export function hasAttemptSecret({ metadata, spec }: V1Pod): boolean {
  return spec?.volumes?.some(({ secret }) => secret?.secretName === metadata?.name) === true
}
