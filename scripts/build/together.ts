import type { Plugin } from 'esbuild'
import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

/**
 * What nearly every command loads. esbuild makes a file of its own of what a certain set of commands shares, which is
 * dozens of small ones for each command, and Node takes a millisecond for each; what all of them share is one file.
 */
const common = [
  'src/polecats/find-polecats.ts',
  'src/command-line/report-error.ts',
  'src/command-line/follow-flags.ts',
  'src/command-line/global-flags.ts',
  'src/context.ts',
  'src/kube/connect.ts',
  'src/local/up.ts',
  'src/output/polecat/show-polecats.ts',
  'src/process-runtime.ts',
]

/** What commands load later, and never before it: esbuild would otherwise set apart what these do not share. */
const later = new Set([
  'src/kube/kubeconfig/find-cluster.ts',
  'src/local/daemon-log.ts',
  'src/local/down.ts',
  'src/local/start-daemon.ts',
  'src/local/status.ts',
  'src/operator/run.ts',
  'src/output/yaml-text.ts',
  'src/view/live-fleet.ts',
  'src/view/live-follow.ts',
])

/** Makes every command use it. */
export function together(root: string): Plugin {
  const imports = common.map((file, at) => `import * as module${at} from ${JSON.stringify(join(root, file))}`)
  // Stored where it cannot be shaken out as unused.
  const contents = [...imports, `export const common = []`, `common.push(${common.map((_, at) => `module${at}`)})`]
  return {
    name: 'together',
    setup(build) {
      build.onResolve({ filter: /^gastown:common$/ }, ({ path }) => ({ path, namespace: 'gastown' }))
      build.onLoad({ filter: /.*/, namespace: 'gastown' }, () => ({ contents: contents.join('\n'), resolveDir: root }))
      build.onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
        const file = relative(root, path)
        if (!file.startsWith('src/commands/') && !later.has(file)) return undefined
        const text = await readFile(path, 'utf8')
        return { contents: `import 'gastown:common'\n${text}`, loader: path.endsWith('x') ? 'tsx' : 'ts' }
      })
    },
  }
}
