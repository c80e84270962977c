/** By itself, because the YAML parser is loaded only when a definition changed. */
import { parse } from 'yaml'
import type { KubeObject } from '../../kube/resources.ts'

export function parseDefinition(text: string): KubeObject {
  return parse(text) as KubeObject
}
