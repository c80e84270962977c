import { buildDist } from '../../scripts/build.ts'

/** vitest's global set-up: stories run the built program, so it is built from what is here now. */
export async function setup(): Promise<void> {
  await buildDist()
}
