import { group, version } from '../names.ts'
import type { StructuralSchema } from './structural.ts'

export interface CustomResourceDefinition {
  apiVersion: 'apiextensions.k8s.io/v1'
  kind: 'CustomResourceDefinition'
  metadata: { name: string }
  spec: {
    group: string
    scope: 'Namespaced' | 'Cluster'
    names: {
      kind: string
      listKind: string
      plural: string
      singular: string
      shortNames?: string[]
      categories: string[]
    }
    versions: {
      name: string
      served: true
      storage: true
      subresources: { status: Record<string, never> }
      additionalPrinterColumns: PrinterColumn[]
      schema: { openAPIV3Schema: StructuralSchema }
    }[]
  }
}

export interface PrinterColumn {
  name: string
  type: 'string' | 'integer' | 'number' | 'boolean' | 'date'
  jsonPath: string
  description: string
  /** 1: only with `-o wide`. */
  priority?: 1
}

export interface CustomResource {
  readonly kind: string
  readonly description: string
  readonly scope: 'Namespaced' | 'Cluster'
  /** Left out where there are none: a list without any is one that the server does not keep. */
  readonly shortNames?: string[]
  readonly columns: PrinterColumn[]
  readonly spec: StructuralSchema
  readonly status: StructuralSchema
  readonly rules: StructuralSchema['x-kubernetes-validations']
}

/** The definition of one of our resources; all have a status subresource and one version. */
export function customResource(resource: CustomResource): CustomResourceDefinition {
  const singular = resource.kind.toLowerCase()
  const plural = `${singular}s`
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: resource.scope,
      names: {
        kind: resource.kind,
        listKind: `${resource.kind}List`,
        plural,
        singular,
        ...(resource.shortNames && { shortNames: resource.shortNames }),
        categories: ['gastown'],
      },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: resource.columns,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              description: resource.description,
              required: ['spec'],
              properties: {
                apiVersion: { type: 'string' },
                kind: { type: 'string' },
                // The name stands here only so that rules can point at it.
                metadata: { type: 'object', properties: { name: { type: 'string' } } },
                spec: resource.spec,
                status: resource.status,
              },
              'x-kubernetes-validations': resource.rules,
            },
          },
        },
      ],
    },
  }
}
