/** Every subject of the contract with its cases. */
import type { Cases } from './case.ts'
import { apply, managedFields } from './cases/apply.ts'
import { create } from './cases/create.ts'
import { definitionCases } from './cases/defining.ts'
import { deleteCollection, deletion, dryRun, finalizers, grace } from './cases/deletion.ts'
import { accessReviews, discovery, openApi } from './cases/discovering.ts'
import { names } from './cases/names.ts'
import { jsonPatches, mergePatches, strategicPatches } from './cases/patches.ts'
import { lists, paging, selectors, tables } from './cases/reading.ts'
import { badRequests, paths } from './cases/requests.ts'
import { defaulting, fieldValidation, ourRules, pruning, rules, validation } from './cases/schemas.ts'
import { status } from './cases/status.ts'
import { updates } from './cases/updates.ts'
import { watching } from './cases/watching.ts'

export const subjects: Readonly<Record<string, Cases>> = {
  create,
  names,
  updates,
  deletion,
  finalizers,
  grace,
  dryRun,
  deleteCollection,
  status,
  defaulting,
  pruning,
  validation,
  rules,
  ourRules,
  fieldValidation,
  jsonPatches,
  mergePatches,
  strategicPatches,
  apply,
  managedFields,
  selectors,
  paging,
  lists,
  tables,
  watching,
  badRequests,
  paths,
  discovery,
  openApi,
  accessReviews,
  definitions: definitionCases,
}
