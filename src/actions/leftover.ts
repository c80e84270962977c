/** Something that `clean` may remove. */
export interface Leftover {
  readonly name: string
  /** What it is, in a few words. */
  readonly what: string
  readonly since: string | undefined
  /** Work that may be lost with it. */
  readonly unsaved: string | undefined
  remove(): Promise<void>
}
