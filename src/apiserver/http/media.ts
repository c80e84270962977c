/** Media type that the client accepts: JSON or YAML, and the shape. Protobuf is never chosen. */
import { ApiFailure } from '../failure.ts'

export interface Media {
  /** `metadata` is that of a list. */
  readonly shape: 'object' | 'table' | 'metadata' | 'metadata of one'
  readonly yaml: boolean
  readonly contentType: string
}

export const json: Media = { shape: 'object', yaml: false, contentType: 'application/json' }

export function chooseMedia(accept: string | undefined): Media {
  if (!accept) return json
  for (const range of accept.split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim())
    const as = parameters.find((parameter) => parameter.startsWith('as='))?.slice('as='.length)
    const shape = as === undefined ? 'object' : shapeOf(as)
    const version = parameters.find((parameter) => parameter.startsWith('v='))?.slice('v='.length)
    if (shape === undefined || (shape !== 'object' && version !== 'v1')) continue
    if (type === 'application/json' || type === '*/*' || type === 'application/*') {
      return {
        shape,
        yaml: false,
        contentType: 'application/json',
      }
    }
    if (type === 'application/yaml' && shape === 'object') return { shape, yaml: true, contentType: 'application/yaml' }
  }
  throw new ApiFailure(406, 'NotAcceptable', `only the following media types are accepted: ${offered.join(', ')}`)
}

const offered = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']

/** Refusal of media types for built-in kinds: the router of Kubernetes looks at the types first, and refuses in its own words. */
export function refuseForeignTypes(accept: string | undefined): void {
  if (!accept) return
  const types = accept.split(',').map((range) => range.split(';')[0]?.trim() ?? '')
  if (types.some((type) => type === '*/*' || type === 'application/*' || offered.includes(type))) return
  const message = `406: Not Acceptable\n\nAvailable representations: ${offered.join(', ')}`
  throw new ApiFailure(406, 'NotAcceptable', message, {})
}

function shapeOf(as: string): Media['shape'] | undefined {
  if (as === 'Table') return 'table'
  if (as === 'PartialObjectMetadata') return 'metadata of one'
  return as === 'PartialObjectMetadataList' ? 'metadata' : undefined
}
