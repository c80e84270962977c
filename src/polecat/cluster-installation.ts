/**
 * What a cluster's installation is: `gastown install` records it on the cluster, and every command reads it there. A
 * cluster has one, since CustomResourceDefinitions are the cluster's; so it stands in an annotation of one of these.
 */
import { z } from 'zod'
import { type GastownError, invalid, type Problem } from '../errors.ts'
import { annotations, group } from './names.ts'
import { fieldProblems } from './validate/field-problems.ts'

/** Name of the CustomResourceDefinition that carries the annotation. */
export const installationCrd = `rigs.${group}`

const namespace = z
  .string()
  .max(63)
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'the name of a namespace')

const clusterInstallation = z.object({
  /** Version of gastown that was installed last. */
  version: z.string().min(1).max(64),
  /** Where the operator looks for Polecats, and where it runs. */
  polecatNamespace: namespace,
  /** Where it makes pods, and looks for Secrets. */
  workerNamespace: namespace,
})

export type ClusterInstallation = z.infer<typeof clusterInstallation>

interface Annotated {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> }
}

/**
 * Reads it from the CustomResourceDefinition; undefined where nobody has recorded any. Throws `invalid` with every
 * problem where the annotation is malformed. Fields of later versions are ignored.
 */
export function readInstallation(crd: Annotated): ClusterInstallation | undefined {
  const text = crd.metadata?.annotations?.[annotations.installation]
  if (text === undefined) return undefined
  const value = jsonOf(text)
  const read = clusterInstallation.safeParse(value)
  if (read.success) return read.data
  throw malformed(fieldProblems(clusterInstallation, value, read.error.issues))
}

/** Annotations of the CustomResourceDefinition that record it. */
export function writeInstallation(installation: ClusterInstallation): Record<string, string> {
  return { [annotations.installation]: JSON.stringify(clusterInstallation.parse(installation)) }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw malformed([{ field: 'annotation', message: 'expected JSON; found other text' }])
  }
}

function malformed(problems: readonly Problem[]): GastownError {
  const what = `annotation ${annotations.installation} of CustomResourceDefinition ${installationCrd}`
  return invalid(
    `the ${what} is malformed`,
    problems.map(({ field, message }) => ({ field, message })),
    ['Record it again with: gastown install'],
  )
}
