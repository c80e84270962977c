/** The simple JSONPaths of printer columns: fields, indexes, [*], filters by equality. */
import { isObject } from '../object.ts'

type Selector = (value: unknown) => unknown[]

const cache = new Map<string, Selector[]>()

/** Every value that the path finds. */
export function findAll(value: unknown, path: string): unknown[] {
  let selectors = cache.get(path)
  if (!selectors) cache.set(path, (selectors = parse(path)))
  return selectors.reduce((found, selector) => found.flatMap(selector), [value])
}

const token =
  /\.\.|\.?\[\?\(@\.([^=!<>\s)]+)\s*(==|!=)\s*(?:"([^"]*)"|'([^']*)'|([^)\s]+))\)\]|\.?\[(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(-?\d+)|\*)\]|\.(\*)|\.?((?:[^.[\\]|\\.)+)/g

function parse(path: string): Selector[] {
  const bare = path.replace(/^\{(.*)\}$/s, '$1').replace(/^\$/, '')
  return [...bare.matchAll(token)].map((match): Selector => {
    const [text, filterPath, operator, double, single, bareWord, quoted, doubleQuoted, index, star, name] = match
    if (filterPath !== undefined) {
      const wanted = double ?? single ?? bareWord ?? ''
      const holds = (item: unknown) => findAll(item, `.${filterPath}`).some((found) => String(found) === wanted)
      return (value) => children(value).filter((item) => holds(item) === (operator === '=='))
    }
    if (index !== undefined) return (value) => (Array.isArray(value) ? value.slice(Number(index)).slice(0, 1) : [])
    if (star !== undefined || text.endsWith('[*]')) return children
    const field = (quoted ?? doubleQuoted ?? name ?? '').replaceAll(/\\(.)/g, '$1')
    return (value) => (isObject(value) && Object.hasOwn(value, field) ? [value[field]] : [])
  })
}

function children(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  return isObject(value) ? Object.values(value) : []
}
