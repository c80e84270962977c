import { stringify } from 'yaml'

/** An object as YAML that kubectl reads. */
export function yamlText(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false })
}
