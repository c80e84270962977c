/** The additionalPrinterColumns of a CustomResourceDefinition. */
import { ageOf } from './age.ts'
import { column, nameColumn, type Column } from './column.ts'
import { findAll } from './json-path.ts'

export interface PrinterColumn {
  name: string
  type: string
  format?: string
  description?: string
  priority?: number
  jsonPath: string
}

export function printerColumns(columns: readonly PrinterColumn[] | undefined): Column[] {
  const list = columns ?? [{ name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' }]
  return [nameColumn(), ...list.map(printerColumn)]
}

function printerColumn(wanted: PrinterColumn): Column {
  const { name, type, format, priority, jsonPath } = wanted
  const description = wanted.description ?? `Custom resource definition column (in JSONPath format): ${jsonPath}`
  return {
    ...column(name, (object) => show(findAll(object, jsonPath)[0], type), priority),
    type,
    format,
    description,
  }
}

function show(value: unknown, type: string): unknown {
  if (value === undefined || value === null) return null
  switch (type) {
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null
    case 'number':
      return typeof value === 'number' ? value : null
    case 'boolean':
      return typeof value === 'boolean' ? value : null
    case 'date':
      return typeof value === 'string' ? ageOf(value) : '<invalid>'
    default:
      return typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
}
