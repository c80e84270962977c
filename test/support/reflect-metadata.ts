/** @peculiar/x509 stands on tsyringe, which refuses to load without this much of the reflect-metadata polyfill. */
const kept = new WeakMap<object, Map<unknown, unknown>>()

Object.assign(Reflect, {
  defineMetadata(key: unknown, value: unknown, target: object) {
    kept.set(target, (kept.get(target) ?? new Map<unknown, unknown>()).set(key, value))
  },
  getOwnMetadata: (key: unknown, target: object) => kept.get(target)?.get(key),
  getMetadata: (key: unknown, target: object) => kept.get(target)?.get(key),
  hasOwnMetadata: (key: unknown, target: object) => kept.get(target)?.has(key) ?? false,
})
