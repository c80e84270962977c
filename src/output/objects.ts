import type { KubeObject } from '../kube/resources.ts'
import { unseen } from './unseen.ts'

export const outputFormats = ['json', 'yaml', 'name', 'wide'] as const
export type OutputFormat = (typeof outputFormats)[number]

/** For programs, not for people. */
export function isData(format: OutputFormat | undefined): format is 'json' | 'yaml' | 'name' {
  return format !== undefined && format !== 'wide'
}

/** API objects as text: one as itself, several as a List, so that recipes for kubectl work. */
export async function objectsText(
  objects: readonly KubeObject[],
  format: 'json' | 'yaml' | 'name',
  asList = objects.length !== 1,
): Promise<string> {
  if (format === 'name') return objects.map((object) => `${nameOf(object)}\n`).join('')
  const shown = objects.map(withoutBookkeeping)
  const value = asList ? { apiVersion: 'v1', kind: 'List', metadata: {}, items: shown } : shown[0]
  return valueText(value, format)
}

/** What is no API object, in the same forms. */
export async function valueText(value: unknown, format: 'json' | 'yaml'): Promise<string> {
  if (format === 'json') return `${JSON.stringify(value, null, 2).replace(unseen, escape)}\n`
  // Loaded here, because tables must not wait for it.
  const { yamlText } = await import('./yaml-text.ts')
  return yamlText(value)
}

/** A value as one line of JSON, for what comes one after the other. */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(value).replace(unseen, escape)}\n`
}

/** JSON knows code units only. */
function escape(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}

/** kubectl leaves it out too: who wrote which field says nothing to people, and is long. */
function withoutBookkeeping(object: KubeObject): KubeObject {
  if (object.metadata === undefined || !('managedFields' in object.metadata)) return object
  const { managedFields: _, ...metadata } = object.metadata
  return { ...object, metadata }
}

function nameOf(object: KubeObject): string {
  const group = object.apiVersion?.includes('/') ? `.${object.apiVersion.split('/')[0]}` : ''
  return `${(object.kind ?? '').toLowerCase()}${group}/${object.metadata?.name ?? ''}`
}
