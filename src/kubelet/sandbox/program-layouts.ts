/** Where publishers and version managers put programs, and which parts of it a program needs. */
export interface Layout {
  readonly name: string
  /** Where its root is: the last names of the root's path, `*` for any one; a leading `/` for the whole path. */
  readonly at?: readonly string[]
  /** Or what is in its root. Such a root is never a working copy. */
  readonly marks?: readonly string[]
  /** Below the root; a last name that ends in `*` begins so. `.` is all of it. */
  readonly parts: readonly string[]
  /** Below the root: folders of which the programs are shown, and nothing else. */
  readonly programs?: readonly string[]
  /** Beside the root: another layout that its programs need, and the variable that tells them where it is. */
  readonly beside?: { readonly name: string; readonly variable: string }
  /** Nobody but its installer writes there, and it is too large to be searched for private files. */
  readonly sealed?: true
}

const prefix = ['bin', 'lib', 'libexec', 'share', 'include']
const shims = ['bin', 'libexec', 'lib', 'shims', 'versions', 'version', 'plugins']

export const layouts: readonly Layout[] = [
  { name: 'nvm', at: ['.nvm/versions/node/*', 'nvm/versions/node/*'], parts: prefix },
  { name: 'fnm', at: ['fnm/node-versions/*/installation', '.fnm/node-versions/*/installation'], parts: prefix },
  { name: 'volta', at: ['.volta'], parts: ['bin', 'tools/image', 'tools/user', 'layout.*'] },
  { name: 'asdf', at: ['.asdf'], parts: ['bin', 'lib', 'libexec', 'installs', 'plugins', 'shims'] },
  { name: 'mise', at: ['mise/installs/*/*'], parts: ['.'] },
  { name: 'pyenv', at: ['.pyenv'], parts: [...shims, 'pyenv.d'] },
  { name: 'rbenv', at: ['.rbenv'], parts: [...shims, 'rbenv.d'] },
  { name: 'nodenv', at: ['.nodenv'], parts: [...shims, 'nodenv.d'] },
  { name: 'goenv', at: ['.goenv'], parts: shims },
  { name: 'jenv', at: ['.jenv'], parts: shims },
  { name: 'cargo', at: ['.cargo'], parts: [], programs: ['bin'], beside: { name: '.rustup', variable: 'RUSTUP_HOME' } },
  { name: 'rustup', at: ['.rustup'], parts: ['toolchains', 'settings.toml'], sealed: true },
  { name: 'sdkman', at: ['.sdkman/candidates/*/*'], parts: ['.'] },
  { name: 'uv', at: ['uv/python/*'], parts: ['.'] },
  {
    name: 'homebrew',
    at: ['.linuxbrew', '/opt/homebrew'],
    parts: [...prefix, 'sbin', 'opt', 'Cellar', 'etc/openssl*', 'etc/ca-certificates'],
  },
  { name: 'nix', at: ['/nix/store'], parts: ['.'], sealed: true },
  { name: 'hosted tool cache', at: ['/opt/hostedtoolcache/*/*/*'], parts: ['.'] },
  { name: 'venv', marks: ['pyvenv.cfg'], parts: ['pyvenv.cfg', 'lib/python*', 'lib/pypy*'], programs: ['bin'] },
  { name: 'conda', marks: ['conda-meta/history'], parts: [...prefix, 'ssl', 'conda-meta'] },
  {
    name: 'go',
    marks: ['VERSION', 'pkg/tool', 'src/runtime'],
    parts: ['bin', 'pkg', 'src', 'lib', 'VERSION', 'go.env'],
  },
  { name: 'jdk', marks: ['release', 'lib/modules'], parts: ['bin', 'lib', 'conf', 'legal', 'release'] },
]
