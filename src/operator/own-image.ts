import { GastownError, invalid, messageOf } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { pods } from '../kube/resources.ts'

/** Name and namespace of the pod that this process runs in. */
export interface OwnPod {
  readonly name: string
  readonly namespace: string
}

/** Name of the operator's container where its pod has several. */
const operatorContainer = 'operator'
const setIt = 'Set it with --image or GASTOWN_IMAGE.'

/**
 * The image of gastown's own containers, which hold the git credential: the one that is set, or the one that this process
 * runs; never a guess. Throws `invalid` where neither is known, and the server's error where the pod cannot be read.
 */
export async function gastownImage(
  client: Pick<Client, 'get'>,
  { image, ownPod }: { readonly image?: string; readonly ownPod?: OwnPod },
): Promise<string> {
  if (image) return image
  if (ownPod === undefined)
    throw invalid(
      "the image of gastown's own containers is not known",
      [{ field: '--image', message: 'required where GASTOWN_POD_NAME and GASTOWN_POD_NAMESPACE are not set' }],
      ['Name the image that this operator runs: they hold the git credential, so none is guessed.'],
    )
  const { name, namespace } = ownPod
  const { spec } = await client.get(pods, name, namespace).catch((error: unknown) => {
    const kind = error instanceof GastownError ? error.kind : 'bug'
    const message = `cannot read the image of the operator's own pod ${namespace}/${name}: ${messageOf(error)}`
    throw new GastownError(kind, message, { cause: error, hints: [setIt] })
  })
  const { containers = [] } = spec ?? {}
  const own = containers.length === 1 ? containers[0] : containers.find((one) => one.name === operatorContainer)
  if (!own?.image)
    throw invalid(`pod ${namespace}/${name} has no container named ${operatorContainer}`, [
      { field: '--image', message: 'required where the pod has several containers and none of that name' },
    ])
  return own.image
}
