/** Looks for secrets in what is about to leave the pod. */
import { eventLoopYielder } from '../scan/yield-to-event-loop.ts'
import { formsOf } from './forms.ts'
import { Matcher, type Match } from './matcher.ts'
import { plainOf } from './plain-bytes.ts'
import { redacted } from './redact.ts'
import { Scan } from './scan.ts'
import { leastSecret, type Secret } from './secret.ts'

const sliceBytes = 256 * 1024

export class SecretFinder {
  readonly #isSecret: (secret: Secret) => Promise<boolean>
  readonly #confirmed = new Set<Secret>()
  #secrets: readonly Secret[]
  #matcher: Matcher
  /** Whose form each pattern is. */
  #owners: readonly Secret[]

  /** `isSecret` is asked once, when a value is found for the first time: some that were given are known to everybody. */
  constructor(secrets: readonly Secret[], isSecret: (secret: Secret) => Promise<boolean> = async () => true) {
    this.#isSecret = isSecret
    this.#secrets = secrets.filter(({ value }) => value.length >= leastSecret)
    ;[this.#matcher, this.#owners] = matcherOf(this.#secrets)
  }

  /** Nothing can be found. */
  get isIdle(): boolean {
    return this.#secrets.length === 0
  }

  /** For bytes that come in pieces; what is found has to be confirmed. */
  scan(): Scan {
    return new Scan(this.#matcher)
  }

  /** The secret that was found; undefined where it is none, and from now on is not found any more. */
  async confirm(match: Match): Promise<Secret | undefined> {
    const secret = this.#owners[match.index]
    if (secret === undefined || this.#confirmed.has(secret)) return secret
    if (await this.#isSecret(secret)) {
      this.#confirmed.add(secret)
      return secret
    }
    this.#secrets = this.#secrets.filter((one) => one !== secret)
    ;[this.#matcher, this.#owners] = matcherOf(this.#secrets)
    return undefined
  }

  /** The secret in it, if there is one. */
  async in(content: Buffer): Promise<Secret | undefined> {
    while (!this.isIdle) {
      const match = await this.#find(content)
      const secret = match && (await this.confirm(match))
      if (match === undefined || secret !== undefined) return secret
    }
    return undefined
  }

  /** The bytes with something else in the place of each secret. */
  redact(content: Buffer): Buffer {
    return this.isIdle ? content : redacted(content, this.#matcher)
  }

  async #find(content: Buffer): Promise<Match | undefined> {
    const yieldToEventLoop = eventLoopYielder()
    const scan = this.scan()
    for (let from = 0; from < content.length; from += sliceBytes) {
      const match = scan.add(content.subarray(from, from + sliceBytes))
      if (match !== undefined) return match
      await yieldToEventLoop()
    }
    return scan.end()
  }
}

function matcherOf(secrets: readonly Secret[]): [Matcher, readonly Secret[]] {
  const forms = secrets.flatMap((secret) => patternsOf(secret.value).map((form) => ({ form, secret })))
  return [new Matcher(forms.map(({ form }) => form)), forms.map(({ secret }) => secret)]
}

/** The forms as they are and as they are once line ends are gone: a key may have several lines. */
export function patternsOf(value: string): Buffer[] {
  return formsOf(value).flatMap((form) => {
    const plain = plainOf(form)
    return plain.length < leastSecret || plain.equals(form) ? [form] : [form, plain]
  })
}
