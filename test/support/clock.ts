import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** The time of a shell whose PATH begins with the folder: it stands still until it is advanced. */
export interface Clock {
  readonly folder: string
  advance(seconds: number): void
}

/** Both files are programs, as a sandbox shows those alone, and stay the same files, as it shows no later ones. */
export function openClock(folder: string): Clock {
  const file = join(folder, 'now')
  let now = Math.floor(Date.now() / 1000)
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, `${now}\n`, { mode: 0o755 })
  writeFileSync(join(folder, 'date'), `#!/bin/sh\ncat '${file}'\n`, { mode: 0o755 })
  return {
    folder,
    advance(seconds) {
      now += seconds
      const open = openSync(file, 'r+')
      // At once, and never empty in between.
      writeSync(open, `${now}\n`, 0)
      closeSync(open)
    },
  }
}
