import type { OwnGit } from '../snapshot/own-git.ts'
import type { SecretFinder } from './finder.ts'
import type { Match } from './matcher.ts'
import { listObjects, readObjects, type ListedObject, type ObjectFacts } from '../snapshot/object-stream.ts'
import type { Scan } from './scan.ts'
import type { Secret } from './secret.ts'

export interface HeldObject extends ObjectFacts {
  readonly secret: Secret
}

/** Objects without a secret that are remembered by name. */
const mostRemembered = 300_000

/** Which objects of commits hold a secret. Each is looked at once. */
export class HeldObjects {
  readonly #git: OwnGit
  readonly #finder: SecretFinder
  readonly #held = new Map<string, HeldObject>()
  readonly #free = new Set<string>()

  constructor(git: OwnGit, finder: SecretFinder) {
    this.#git = git
    this.#finder = finder
  }

  /** Objects with a secret that the commits bring and the known ones do not have. */
  async among(commits: readonly string[], known: readonly string[]): Promise<HeldObject[]> {
    const here = new Set<string>()
    for (;;) {
      const found = await this.#search(this.#unknown(listObjects(this.#git, commits, known), here))
      let again = false
      for (const { object, match } of found) {
        const secret = await this.#finder.confirm(match)
        again ||= secret === undefined
        if (secret !== undefined) this.#held.set(object.sha, { ...object, secret })
      }
      // What was found turned out to be none: behind it may stand one.
      if (!again) return [...here].flatMap((sha) => this.#held.get(sha) ?? [])
    }
  }

  get(sha: string): HeldObject | undefined {
    return this.#held.get(sha)
  }

  async *#unknown(objects: AsyncIterable<ListedObject>, here: Set<string>): AsyncGenerator<ListedObject> {
    for await (const object of objects) {
      if (this.#held.has(object.sha)) here.add(object.sha)
      if (this.#held.has(object.sha) || this.#free.has(object.sha)) continue
      here.add(object.sha)
      yield object
    }
  }

  async #search(objects: AsyncIterable<ListedObject>): Promise<{ object: ObjectFacts; match: Match }[]> {
    const found: { object: ObjectFacts; match: Match }[] = []
    let scan: Scan | undefined
    let match: Match | undefined
    await readObjects(this.#git, objects, (object, piece) => {
      scan ??= this.#finder.scan()
      match ??= piece === undefined ? scan.end() : scan.add(piece)
      if (piece !== undefined) return
      if (match !== undefined) found.push({ object, match })
      else if (this.#free.size < mostRemembered) this.#free.add(object.sha)
      scan = undefined
      match = undefined
    })
    return found
  }
}
