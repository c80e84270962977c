/** What every object and every list has, as Kubernetes describes it in OpenAPI. */

export const conventions = 'https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md'

export const typeFields = {
  apiVersion: {
    description: `APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: ${conventions}#resources`,
    type: 'string',
  },
  kind: {
    description: `Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: ${conventions}#types-kinds`,
    type: 'string',
  },
} as const

export const metadataWords = `Standard object's metadata. More info: ${conventions}#metadata`
export const listMetadataWords = `Standard list metadata. More info: ${conventions}#types-kinds`

/** What stands where `x-kubernetes-int-or-string` does. */
export const intOrString = [{ type: 'integer' }, { type: 'string' }]
