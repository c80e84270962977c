import type { Writer } from '../ownership/managers.ts'
import { apiVersionOf } from '../resource.ts'
import type { WriteOptions } from '../write/options.ts'
import type { Exchange } from './exchange.ts'

const maxName = 128

/** Whoever writes: the field manager that the request names, or else the client's program. */
export function writerOf(
  { target, request }: Exchange,
  { fieldManager }: WriteOptions,
  operation: Writer['operation'],
): Writer {
  const { definition, subresource } = target
  const manager = fieldManager || program(request.headers['user-agent'] ?? '')
  return { manager, operation, apiVersion: apiVersionOf(definition), subresource }
}

function program(agent: string): string {
  const name = agent.split('/')[0]?.replaceAll(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '') ?? ''
  return name.slice(0, maxName) || 'unknown'
}
