import { rmSync } from 'node:fs'
import { all } from '../git-index/layouts.ts'
import { ACheckout } from '../snapshot/a-checkout.ts'
import { makeRemotes } from './an-attempt.ts'

/** With the submodule lib, and deep in it. */
export async function withModules(): Promise<ACheckout> {
  const checkout = new ACheckout()
  // A submodule in which nothing is left stays as it is.
  const content = { ...all, stays: 'stays' }
  rmSync(checkout.remote, { recursive: true })
  makeRemotes(checkout.folder, content, content)
  checkout.settings = { ...checkout.settings, submodules: true }
  await checkout.open()
  return checkout
}
