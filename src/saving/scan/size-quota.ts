import type { ScanOptions } from './scan-options.ts'
import type { Report } from './report.ts'
import type { Entry } from './tracked.ts'

export interface Taken {
  readonly bytes: number
  readonly files: number
}

/** Quota of bytes and files for what is not in the commit yet. */
export class SizeQuota {
  readonly #options: ScanOptions
  readonly #report: Report
  #bytes = 0
  #files = 0

  constructor(options: ScanOptions, report: Report) {
    this.#options = options
    this.#report = report
  }

  get taken(): Taken {
    return { bytes: this.#bytes, files: this.#files }
  }

  /** Counts what is not in the commit yet; false, and named, past the limits. */
  take(entry: Entry, tracked: Entry | undefined, bytes: number, path: string): boolean {
    if (tracked?.sha === entry.sha || this.#options.cloned.converted?.isPointer(entry.sha)) return true
    const { allBytes, files } = this.#options.limits
    if (this.#bytes + bytes > allBytes || this.#files + 1 > files) {
      this.#report.leaveOut('beyond', path)
      return false
    }
    this.#bytes += bytes
    this.#files += 1
    return true
  }

  /** Asked before anything is read, so that what is not saved costs nothing. A file too big by itself is named as that. */
  isFull(path: string, bytes = 0): boolean {
    const { fileBytes, allBytes, files } = this.#options.limits
    if (bytes > fileBytes || (this.#bytes + bytes <= allBytes && this.#files < files)) return false
    this.#report.leaveOut('beyond', path)
    return true
  }
}
