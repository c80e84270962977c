import type { ApiObject } from '../object.ts'

/** A column of the Table that kubectl prints. */
export interface Column {
  readonly name: string
  readonly type: string
  readonly format?: string
  readonly description?: string
  /** 0 always, 1 with -o wide only. */
  readonly priority?: number
  /** Value, or where that changes while the object does not, a function of the time. */
  cell(object: ApiObject): unknown
}

export type Timed = (now: number) => unknown

export function column(name: string, cell: Column['cell'], priority = 0): Column {
  return { name, type: 'string', priority, cell }
}

export function nameColumn(): Column {
  return {
    name: 'Name',
    type: 'string',
    format: 'name',
    description:
      'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names',
    cell: (object) => object.metadata.name ?? '',
  }
}
