/** Replaces what is random, so that answers of two servers can be compared: uids, versions, times, ages, made names. */
import { agentNames } from '../../src/polecat/agent.ts'
import type { Json } from './case.ts'
import type { Answer } from './play.ts'

const uid = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g
/** Times that a case writes itself are of years long past. */
const time = /\b20[2-9]\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?(\.\d{1,9})?Z/g
const versionInJson = /(\\*"resourceVersion\\*":\\*")\d+/g
const aboutVersions = /resource version: |ResourceVersion(: | in )|resourceVersion: /
const number = /(?<![-\w])\d+(?![-\w])/g
/** How a server lists the agents that the schema accepts: a new one is no other answer. */
const agents = agentNames.map((name) => JSON.stringify(name)).join(', ')
/** What the server appends to `generateName`. */
const suffix = '[bcdfghjklmnpqrstvwxz2456789]{5}'
const madeOfCapital = new RegExp(`\\bA_${suffix}`, 'g')

export function normalise(answers: readonly Answer[], namespace: string): Answer[] {
  const uids: string[] = []
  const versions = new Map<string, string[]>()

  function text(value: string): string {
    const stripped = shortened(value)
      .replaceAll(namespace, '{ns}')
      .replaceAll(time, (_, micro?: string) => (micro ? '<microtime>' : '<time>'))
      .replaceAll(versionInJson, '$1<version>')
      .replaceAll(madeOfCapital, 'A_<random>')
      .replaceAll(agents, '<agents>')
    const bare = aboutVersions.test(value) ? stripped.replaceAll(number, '<n>') : stripped
    return bare.replaceAll(uid, (found) => `<uid ${ordinal(uids, found)}>`)
  }

  /** Which of an object's versions it is; of a list or a mark in a watch only that there is one. */
  function version(found: string, owner: unknown): string {
    if (typeof owner !== 'string') return '<version>'
    const known = versions.get(owner) ?? []
    versions.set(owner, known)
    return `<version ${ordinal(known, found)}>`
  }

  function walk(value: Json): Json {
    if (typeof value === 'string') return text(value)
    if (Array.isArray(value)) return value.map(walk)
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(inOrder(value) as Record<string, Json>).map(([key, item]): [string, Json] => {
      if (key === 'resourceVersion' && /^\d+$/.test(String(item))) return [key, version(String(item), value.uid)]
      if (key === 'continue' && item !== '') return [key, '<continue>']
      if (key === 'cells' && Array.isArray(item)) return [key, item.map(cell).map(walk)]
      if (key === 'name' && typeof value.generateName === 'string') return [key, madeName(item, value.generateName)]
      if (key === 'events' && Array.isArray(item)) return [key, withoutRepeatedBookmarks(item.map(walk))]
      if (key === 'managedFields' && Array.isArray(item)) return [key, byManager(item.map(walk))]
      return [text(key), walk(item)]
    })
    return Object.fromEntries(entries)
  }

  return answers.map((answer) => walk(answer) as Answer)
}

/** Nobody reads a megabyte that was refused. */
function shortened(text: string): string {
  return text.length > 4000 ? `${text.slice(0, 200)}… (${text.length} characters)` : text
}

function ordinal(known: string[], found: string): number {
  const index = known.indexOf(found)
  return index >= 0 ? index + 1 : known.push(found)
}

/** The real server goes through the fields of a schema in no order. */
function inOrder(value: Json): Json {
  const { details, message } = value
  if (value.kind !== 'Status' || !(details?.causes?.length > 1)) return value
  const causes = (details.causes as Json[]).toSorted((a, b) => (wordsOf(a) < wordsOf(b) ? -1 : 1))
  const words = [...new Set(causes.map(wordsOf))]
  const [before = '', after] = String(message).split(/: \[(?=[^[])/)
  const listed = after !== undefined && words.every((part) => after.includes(part))
  return {
    ...value,
    message: listed ? `${before}: [${words.join(', ')}]` : message,
    details: { ...details, causes },
  }
}

function wordsOf({ field, message }: Json): string {
  return `${field}: ${message}`
}

function withoutRepeatedBookmarks(events: Json[]): Json[] {
  return events.filter(({ type }, index) => type !== 'BOOKMARK' || events[index - 1]?.type !== 'BOOKMARK')
}

/** Their order depends on the second at which each wrote. */
function byManager(entries: Json[]): Json[] {
  return entries.toSorted((a, b) => (whoIs(a) < whoIs(b) ? -1 : 1))
}

function whoIs({ operation, manager, subresource = '' }: Json): string {
  return `${operation} ${manager} ${subresource}`
}

function cell(value: Json): Json {
  return typeof value === 'string' && /^\d+s$/.test(value) ? '<age>' : value
}

function madeName(name: string, base: string): string {
  const kept = name.slice(0, -5)
  return new RegExp(`^${suffix}$`).test(name.slice(-5)) && base.startsWith(kept) ? `${kept}<random>` : name
}
