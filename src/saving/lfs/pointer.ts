/** One content that LFS keeps: its SHA-256 and its length. */
export interface LfsObject {
  readonly oid: string
  readonly size: number
}

/** No text that is longer is a pointer. */
export const longestPointer = 1024

const canonical =
  /^version https:\/\/git-lfs\.github\.com\/spec\/v1\noid sha256:([0-9a-f]{64})\nsize (0|[1-9]\d{0,14})\n$/

/**
 * What a pointer stands for, where it is exactly as git-lfs writes it. Others (of old versions, or with extensions, whose
 * programs we would have to run) could not be made again from the content, so that the file would always count as changed.
 */
export function parsePointer(text: string): LfsObject | undefined {
  const [, oid, size] = canonical.exec(text) ?? []
  return oid === undefined || size === undefined ? undefined : { oid, size: Number(size) }
}

export function pointerText({ oid, size }: LfsObject): string {
  return `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${size}\n`
}
