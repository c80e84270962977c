/** Files that hold credentials or a working copy's history, by name: never shown, wherever they lie in what is shown. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

const historyFolders = /^\.(git|hg|svn|bzr)$/
const credentialFolders = /^\.(aws|azure|ssh|gnupg|kube|docker|gcloud|password-store|terraform\.d)$/
const environments = /^\.env/
const privateFiles: readonly RegExp[] = [
  // `.git` is a file in a linked worktree.
  historyFolders,
  environments,
  /^\.(npmrc|netrc|pypirc|yarnrc|yarnrc\.yml|curlrc|wgetrc|pgpass|htpasswd|my\.cnf|s3cfg|boto|condarc)$/,
  /^\.(dockercfg|dockerconfigjson|vault-token)$/,
  /^(npmrc|_netrc|pip\.conf)$/,
  /^\.?(git-)?credentials(\.(json|toml|ya?ml|db|xml|ini))?$/,
  /^id_(rsa|dsa|ecdsa|ed25519)(_sk)?$/,
]

export function isPrivate(name: string, isFolder: boolean): boolean {
  if (!isFolder) return privateFiles.some((pattern) => pattern.test(name))
  return historyFolders.test(name) || credentialFolders.test(name) || environments.test(name)
}

/** What lies in such a folder is not shown either, whatever its own name. A virtual environment may be called `.env`. */
export function isInPrivateFolder(place: string): boolean {
  return place.split('/').some((name) => historyFolders.test(name) || credentialFolders.test(name))
}

export interface PrivatePlaces {
  readonly files: readonly string[]
  readonly folders: readonly string[]
  /** False where there was too much to look at. */
  readonly complete: boolean
}

/** More than these folders are not looked at. */
const mostFolders = 40_000
const atOnce = 16

export async function privatePlaces(root: string): Promise<PrivatePlaces> {
  const files: string[] = []
  const folders: string[] = []
  const queue = [root]
  let looked = 0
  while (looked < queue.length && looked < mostFolders) {
    const some = queue.slice(looked, looked + atOnce)
    looked += some.length
    for (const entries of await Promise.all(some.map(entriesOf)))
      for (const { place, name, isFolder } of entries)
        if (isPrivate(name, isFolder)) (isFolder ? folders : files).push(place)
        else if (isFolder) queue.push(place)
  }
  return { files, folders, complete: looked >= queue.length }
}

/** Files and folders in a folder; none for a file, or for what is not ours to read. */
async function entriesOf(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isDirectory() || entry.isFile())
    .map((entry) => ({ place: join(folder, entry.name), name: entry.name, isFolder: entry.isDirectory() }))
}
