#!/usr/bin/env node
// Plain JavaScript, so that a Node of any age can read it: it runs gastown on Node 24 or newer, the project's own where
// the machine's is older, and takes what follows `--` off before oclif sees it.

if (Number(process.versions.node.split('.')[0]) >= 24) {
  // Importing them would take longer: Node then reads every export.
  const { enableCompileCache } = process.getBuiltinModule('node:module')
  const { fileURLToPath } = process.getBuiltinModule('node:url')
  enableCompileCache(fileURLToPath(new URL('../dist/.compile-cache', import.meta.url)))
  const args = process.argv.slice(2)
  const split = args.indexOf('--')
  const { main } = await import('../dist/main.js')
  process.exitCode = await main(split < 0 ? args : args.slice(0, split), split < 0 ? undefined : args.slice(split + 1))
} else {
  const { runOnNewerNode } = await import('./newer-node.js')
  runOnNewerNode(new URL(import.meta.url), process.argv.slice(2))
}
