import { renameSync, writeFileSync } from 'node:fs'
import { startServer, type RunningServer } from '../../apiserver/server.ts'
import { GastownError } from '../../errors.ts'
import { polecatNamespace } from '../../polecat/names.ts'
import type { LocalPaths } from '../paths.ts'
import { readIfThere } from '../../if-there.ts'

/** The API server on the port of the last time, so that other programs' connections and kubeconfigs stay good. */
export async function openServer(
  paths: LocalPaths,
  port: number | undefined,
  notice: (line: string) => void,
): Promise<RunningServer> {
  const server = await listen(paths, port, notice)
  try {
    writeFileSync(`${paths.kubeconfig}.new`, server.kubeconfig, { mode: 0o600 })
    renameSync(`${paths.kubeconfig}.new`, paths.kubeconfig)
    return server
  } catch (error) {
    await server.close()
    throw error
  }
}

async function listen(paths: LocalPaths, port: number | undefined, notice: (line: string) => void) {
  if (port !== undefined) return await startServer({ dataDir: paths.data, namespace: polecatNamespace, port })
  const last = lastPort(paths.kubeconfig)
  try {
    return await startServer({ dataDir: paths.data, namespace: polecatNamespace, port: last })
  } catch (error) {
    if (last === 0 || !(error instanceof GastownError && error.kind === 'conflict')) throw error
    notice(`port ${last} is taken now; another one is used`)
    return await startServer({ dataDir: paths.data, namespace: polecatNamespace, port: 0 })
  }
}

function lastPort(kubeconfig: string): number {
  return Number(/"server": "https:\/\/127\.0\.0\.1:(\d+)"/.exec(readIfThere(kubeconfig) ?? '')?.[1] ?? 0)
}
