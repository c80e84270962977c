import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'

/**
 * oclif's modules load each other all at the start, most for help and plugins, which takes longer than listing polecats
 * does. In a bundle with this, each is loaded when something of it is used.
 */
export const lazyRequires: Plugin = {
  name: 'lazy-requires',
  setup: (build) =>
    build.onLoad({ filter: /@oclif\/core\/lib\/.*\.js$/ }, async ({ path }) => ({
      contents: lazy(await readFile(path, 'utf8')),
    })),
}

const required = /^(?:const|var) (\w+_\d+) = ((?:__importDefault\()?require\("[^"]+"\)\)?);$/gm

function lazy(source: string): string {
  const names = [...source.matchAll(required)].map(([, name = '']) => name)
  if (names.length === 0) return source
  const body = source.replace(required, (_, name: string, value: string) => `const ${name}$ = () => ${value};`)
  return body.replace(new RegExp(`\\b(${names.join('|')})\\b(?!\\$)`, 'g'), '($1$())')
}
