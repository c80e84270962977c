/** Makes the resources of a CustomResourceDefinition, one for each version it serves. */
import { builtinType } from '../builtin/type-notation.ts'
import { listAt, objectAt, textAt, type ApiObject, type JsonObject } from '../object.ts'
import type { FieldProblem } from '../problem.ts'
import { ordinary, partVerbs, type ResourceDefinition } from '../resource.ts'
import { findAll } from '../table/json-path.ts'
import { printerColumns, type PrinterColumn } from '../table/printer-columns.ts'
import { applyDefaults } from '../schema/defaults.ts'
import { hasRules, validateRules } from '../schema/rules.ts'
import type { Schema } from '../schema/schema.ts'
import { validate, validateLists } from '../schema/validate.ts'

/** In the order in which Kubernetes lists them. */
const customVerbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch']

export function customResources(crd: ApiObject): ResourceDefinition[] {
  const served = listAt(crd, 'spec', 'versions').filter((version) => version.served === true)
  return served.map((version) => customResource(crd, version))
}

function customResource(crd: ApiObject, version: JsonObject): ResourceDefinition {
  const names = objectAt(crd, 'spec', 'names')
  const own = objectAt(version, 'schema', 'openAPIV3Schema') as Schema
  const withStatus = objectAt(version, 'subresources').status !== undefined
  const schema = wholeSchema(own)
  const selectable = listAt(version, 'selectableFields').map((field) => textAt(field, 'jsonPath').replace(/^\./, ''))
  return {
    ...ordinary,
    group: textAt(crd, 'spec', 'group'),
    version: textAt(version, 'name'),
    plural: textAt(names, 'plural'),
    singular: textAt(names, 'singular'),
    kind: textAt(names, 'kind'),
    listKind: textAt(names, 'listKind'),
    shortNames: strings(names.shortNames),
    categories: strings(names.categories),
    namespaced: textAt(crd, 'spec', 'scope') === 'Namespaced',
    custom: true,
    verbs: customVerbs,
    subresources: withStatus ? [{ name: 'status', kind: textAt(names, 'kind'), verbs: partVerbs }] : [],
    countsGenerations: true,
    unconditionalUpdate: false,
    schema,
    columns: printerColumns(version.additionalPrinterColumns as PrinterColumn[] | undefined),
    selectableFields: selectable,
    fields: (object) => fieldsOf(object, selectable),
    prepare: (object) => applyDefaults(object, schema),
    validate: (object, _, part) => (part === 'status' ? statusProblems(object, own) : problems(object, own)),
    checkRules: hasRules(own) ? (object, old) => validateRules(object, old, own) : undefined,
  }
}

/** A custom resource's own schema says nothing about what all objects have. */
function wholeSchema(own: Schema): Schema {
  const text: Schema = { type: 'string' }
  return {
    ...own,
    properties: { apiVersion: text, kind: text, ...own.properties, metadata: builtinType('ObjectMeta') },
  }
}

function problems(object: ApiObject, schema: Schema): FieldProblem[] {
  return [...validate(object, schema), ...validateLists(object, schema)]
}

/** A status is looked at by itself, and named from there on. */
function statusProblems({ status }: ApiObject, schema: Schema): FieldProblem[] {
  const own = schema.properties?.status
  if (status === undefined || !own) return []
  const found = [...validate(status, own), ...validateLists(status, own)]
  return found.map((problem) => ({ ...problem, field: `status.${problem.field}` }))
}

function fieldsOf(object: ApiObject, paths: readonly string[]): Record<string, string> {
  return Object.fromEntries(paths.map((path) => [path, String(findAll(object, `.${path}`)[0] ?? '')]))
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
