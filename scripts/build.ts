/**
 * Builds dist/ from src/: every command, the daemon and the containers' program as ES modules with shared chunks,
 * third-party code included but for oclif's plugins and what the credential plugins load.
 */
import { chmod, cp, glob, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type OutputFile, type Plugin } from 'esbuild'
import { lazyRequires } from './build/lazy-requires.ts'
import { onDemandBuiltins } from './build/on-demand-builtins.ts'
import { together } from './build/together.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const dist = join(root, 'dist')

/** Replaces dist/ as a whole, so that a program that starts meanwhile finds the old one or the new one. */
export async function buildDist(): Promise<void> {
  const fresh = `${dist}.${process.pid}.new`
  const stale = `${dist}.${process.pid}.old`
  try {
    await bundle(fresh)
    await copyScripts(fresh)
    await rename(dist, stale).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
    })
    await rename(fresh, dist)
  } finally {
    for (const folder of [fresh, stale]) await rm(folder, { recursive: true, force: true })
  }
}

/** The parts of the containers' program; each starts in every pod, so each is a bundle of its own, in one file. */
const containerParts = ['git-clone', 'git-push', 'git-save', 'git-release', 'show']

async function bundle(outdir: string): Promise<void> {
  const entryPoints = ['src/main.ts']
  for await (const file of glob('src/commands/**/*.{ts,tsx}', { cwd: root })) entryPoints.push(file)
  const programs = ['src/local/daemon.ts', 'src/containers/main.ts']
  const bundles = [
    entryPoints,
    ...programs.map((program) => [program]),
    ...containerParts.map((part) => [`src/containers/${part}.ts`]),
  ]
  const files = await Promise.all(bundles.map((entries) => bundleOf(entries, outdir)))
  for (const { path, text } of files.flat()) {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, onDemandBuiltins(text))
  }
}

async function bundleOf(entryPoints: string[], outdir: string): Promise<OutputFile[]> {
  const { outputFiles } = await build({
    write: false,
    absWorkingDir: root,
    entryPoints,
    outbase: 'src',
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    jsx: 'automatic',
    // A CommonJS file that is imported when it is needed would show its exports as `default` alone.
    mainFields: ['module', 'main'],
    alias: { yaml: join(root, 'node_modules/yaml/browser/index.js') },
    chunkNames: 'chunks/[name]-[hash]',
    minifySyntax: true,
    legalComments: 'linked',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [lazyRequires, containerPartsApart, together(root)],
    // oclif finds its plugins by package, and they bring their own oclif; client-node is only loaded for credential
    // plugins; ink asks for its devtools in development only.
    external: ['@oclif/plugin-*', '@kubernetes/client-node', 'react-devtools-core'],
    banner: {
      js: "const require = globalThis.process.getBuiltinModule('node:module').createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  })
  return outputFiles
}

/** The containers' main file finds its parts beside it. */
const containerPartsApart: Plugin = {
  name: 'container-parts-apart',
  setup: (build) =>
    build.onResolve({ filter: /^\.\/[a-z-]+\.ts$/ }, ({ path, importer, kind }) =>
      kind === 'dynamic-import' && importer === join(root, 'src/containers/main.ts')
        ? { path: path.replace(/\.ts$/, '.js'), external: true }
        : undefined,
    ),
}

async function copyScripts(outdir: string): Promise<void> {
  await mkdir(join(outdir, 'pod'), { recursive: true })
  for await (const file of glob('src/pod/*.sh', { cwd: root })) {
    const target = join(outdir, file.slice('src/'.length))
    await cp(join(root, file), target)
    await chmod(target, 0o755)
  }
}

if (import.meta.main) await buildDist()
