/** A user's home with programs as people install them, and secrets beside them. */
import { chmod, mkdir, readdir, readlink, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { ProgramView } from '../../src/kubelet/sandbox/programs.ts'
import { isWithin } from '../../src/kubelet/sandbox/within.ts'

/** In every file that nobody may see. */
export const secret = 'CANARY-4f1d'

export class Home {
  readonly folder: string
  constructor(folder: string) {
    this.folder = folder
  }

  at(path: string): string {
    return join(this.folder, path)
  }

  async program(path: string, text = '#!/bin/sh\necho runs\n'): Promise<string> {
    const place = await this.data(path, text)
    await chmod(place, 0o755)
    return place
  }

  async data(path: string, text = ''): Promise<string> {
    const place = this.at(path)
    await mkdir(dirname(place), { recursive: true })
    await writeFile(place, text, { mode: 0o644 })
    return place
  }

  async secrets(...paths: readonly string[]): Promise<void> {
    for (const path of paths) await this.data(path, `${secret}\n`)
  }

  /** `target` as it is written. */
  async link(path: string, target: string): Promise<void> {
    await mkdir(dirname(this.at(path)), { recursive: true })
    await symlink(target, this.at(path))
  }

  async package(path: string, manifest: object = {}, bin = 'cli.js'): Promise<string> {
    await this.data(`${path}/package.json`, JSON.stringify({ name: path.split('node_modules/').at(-1), ...manifest }))
    return await this.program(`${path}/${bin}`, '#!/bin/sh\necho runs\n')
  }

  /** Every file and link below it. */
  async everything(folder = this.folder): Promise<string[]> {
    const entries = await readdir(folder, { withFileTypes: true })
    const found = entries.map(async (entry) => {
      const place = join(folder, entry.name)
      return entry.isDirectory() ? await this.everything(place) : [place]
    })
    return (await Promise.all(found)).flat()
  }

  /** What the view shows of it, in the words of a golden list. */
  async seen(view: ProgramView): Promise<string[]> {
    const lines = (await this.everything()).flatMap((file) => {
      const link = view.links.get(file)
      const name = relative(this.folder, file)
      if (link !== undefined) return [`${name} -> ${isWithin(link, this.folder) ? relative(this.folder, link) : link}`]
      return isVisible(view, file) ? [name] : []
    })
    return lines.toSorted()
  }
}

export function isVisible({ places, hidden }: ProgramView, file: string): boolean {
  return (
    places.some((place) => isWithin(file, place)) &&
    !hidden.files.includes(file) &&
    !hidden.folders.some((folder) => isWithin(file, folder))
  )
}

export async function isLink(place: string): Promise<boolean> {
  return await readlink(place).then(
    () => true,
    () => false,
  )
}

/** How agents come onto machines, and what must stay out of their sight; answers with the search path. */
export async function furnish(home: Home): Promise<string[]> {
  // npm in a version of nvm's.
  await home.program('.nvm/versions/node/v24/bin/node')
  await home.package('.nvm/versions/node/v24/lib/node_modules/claude')
  await home.link('.nvm/versions/node/v24/bin/claude', '../lib/node_modules/claude/cli.js')
  await home.secrets('.nvm/versions/node/v24/etc/npmrc', '.nvm/versions/node/v24/lib/node_modules/claude/.env.local')
  await home.secrets('.nvm/versions/node/v24/lib/.npmrc', '.nvm/alias/token', '.nvm/.git/config')
  // npm with a prefix of the user's.
  await home.package('.npm-global/lib/node_modules/@openai/codex')
  await home.link('.npm-global/bin/codex', '../lib/node_modules/@openai/codex/cli.js')
  await home.package('.npm-global/lib/node_modules/other')
  await home.secrets('.npm-global/etc/npmrc', '.npm-global/lib/node_modules/@openai/codex/vendor/.git/config')
  // A project's own, in a working copy.
  await home.package('work/site/node_modules/tool', { dependencies: { needed: '1', '@our/shared': '1' } })
  await home.package('work/site/node_modules/needed', { peerDependencies: { peer: '1' } })
  await home.package('work/site/node_modules/peer')
  await home.package('work/site/node_modules/not-needed')
  await home.package('work/site/packages/shared')
  await home.link('work/site/node_modules/@our/shared', '../../packages/shared')
  await home.link('work/site/node_modules/.bin/tool', '../tool/cli.js')
  await home.link('work/site/node_modules/.bin/shared', '../@our/shared/cli.js')
  await home.secrets('work/site/.git/config', 'work/site/.env', 'work/site/package.json', 'work/site/src/index.js')
  await home.secrets('work/site/node_modules/.cache/token', 'work/site/packages/shared/.env')
  // pnpm, whose programs are scripts and whose packages are links.
  const wrapper = '#!/bin/sh\nbasedir=${0%/*}\nexec "$basedir/../thing/cli.js" "$@"\n'
  const store = 'work/pnpm/node_modules/.pnpm'
  await home.package(`${store}/thing@1/node_modules/thing`, { dependencies: { dep: '1' } })
  await home.package(`${store}/dep@2/node_modules/dep`)
  await home.link(`${store}/thing@1/node_modules/dep`, '../../dep@2/node_modules/dep')
  await home.link('work/pnpm/node_modules/thing', '.pnpm/thing@1/node_modules/thing')
  await home.program('work/pnpm/node_modules/.bin/thing', wrapper)
  await home.secrets('work/pnpm/.git/config', 'work/pnpm/.env')
  // pipx and uv, with a Python of uv's.
  await home.program('.local/share/uv/python/cpython-3.12.1/bin/python3.12')
  await home.data('.local/share/uv/python/cpython-3.12.1/lib/python3.12/os.py')
  await home.link('.local/share/uv/python/cpython-3.12', 'cpython-3.12.1')
  await venv(home, '.local/share/pipx/venvs/aider', 'aider')
  await venv(home, '.local/share/uv/tools/llm', 'llm')
  await home.link('.local/bin/aider', home.at('.local/share/pipx/venvs/aider/bin/aider'))
  await home.link('.local/bin/llm', home.at('.local/share/uv/tools/llm/bin/llm'))
  await home.secrets('.local/share/keyrings/login', '.local/share/pipx/venvs/aider/.env')
  // A virtual environment in a working copy, and one that is a working copy.
  await venv(home, 'work/api/.venv', 'api')
  await home.secrets('work/api/.git/config', 'work/api/.env', 'work/api/.venv/lib/python3.12/site-packages/.netrc')
  await venv(home, 'work/mixed', 'mixed')
  await home.secrets('work/mixed/.git/config', 'work/mixed/.env', 'work/mixed/lib/python3.12/settings.py')
  await home.link('.local/bin/mixed', home.at('work/mixed/bin/mixed'))
  // Programs linked from where they are made.
  await home.program('source/gastown/bin/run.js')
  await home.secrets('source/gastown/package.json', 'source/gastown/.env', 'source/gastown/.git/config')
  await home.secrets('source/gastown/bin/other.js', 'source/gastown/node_modules/x/package.json')
  await home.link('.local/bin/gastown', home.at('source/gastown/bin/run.js'))
  await home.secrets('work/package.json', 'work/notes', 'work/.env')
  await home.program('work/scripts/hello')
  await home.link('.local/bin/hello', home.at('work/scripts/hello'))
  await home.program('.config/acme/bin/acme')
  await home.secrets('.config/acme/token', '.config/acme/bin/credentials')
  await home.link('.local/bin/acme', home.at('.config/acme/bin/acme'))
  await home.link('.local/bin/hook', home.at('source/gastown/.git/hooks/pre-push'))
  await home.program('source/gastown/.git/hooks/pre-push', `#!/bin/sh\n# ${secret}\n`)
  // One binary, and other versions of it.
  await home.program('.local/share/claude/versions/2.1')
  await home.program('.local/share/claude/versions/2.0', secret)
  await home.link('.local/bin/claude-native', home.at('.local/share/claude/versions/2.1'))
  await home.program(
    '.claude/local/claude',
    `#!/bin/sh\nexec "${home.folder}/.claude/local/node_modules/.bin/claude" "$@"\n`,
  )
  await home.package('.claude/local/node_modules/@anthropic-ai/claude-code')
  await home.link('.claude/local/node_modules/.bin/claude', '../@anthropic-ai/claude-code/cli.js')
  await home.secrets('.claude/.credentials.json', '.claude/local/notes', '.claude/local/.npmrc')
  // Folders of the user's own programs, with other files beside them.
  await home.program('bin/mine')
  await home.secrets('bin/notes', 'bin/.env', 'bin/sub/token', '.aws/credentials')
  await home.program('bin/.env.prod', secret)
  await home.link('bin/folder', home.at('work'))
  await home.link('bin/data', home.at('work/notes'))
  await home.link('bin/cloud', home.at('.aws/cloud'))
  await home.program('.aws/cloud', secret)
  // Version managers that are working copies themselves.
  await home.program('.pyenv/libexec/pyenv')
  await home.program('.pyenv/shims/python', `#!/bin/sh\nexec "${home.folder}/.pyenv/libexec/pyenv" exec "$@"\n`)
  await home.program('.pyenv/versions/3.11/bin/python')
  await home.data('.pyenv/version', '3.11\n')
  await home.secrets('.pyenv/.git/config', '.pyenv/private', '.pyenv/versions/3.11/lib/.netrc')
  await home.program('.cargo/bin/cargo')
  await home.program('.rustup/toolchains/stable/bin/cargo')
  await home.data('.rustup/settings.toml')
  await home.secrets('.cargo/credentials.toml', '.cargo/env', '.rustup/tmp')
  const folders = ['.nvm/versions/node/v24/bin', '.npm-global/bin', 'work/site/node_modules/.bin', '.local/bin', 'bin']
  const more = ['work/pnpm/node_modules/.bin', 'work/api/.venv/bin', '.claude/local', '.pyenv/shims', '.cargo/bin']
  return [...folders, ...more]
}

async function venv(home: Home, path: string, name: string): Promise<void> {
  const python = home.at('.local/share/uv/python/cpython-3.12/bin')
  await home.data(`${path}/pyvenv.cfg`, `home = ${python}\n`)
  await home.link(`${path}/bin/python`, join(python, 'python3.12'))
  await home.program(`${path}/bin/${name}`, `#!${home.at(path)}/bin/python\n`)
  await home.data(`${path}/lib/python3.12/site-packages/${name}/__init__.py`)
}
