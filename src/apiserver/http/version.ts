/** Version for `kubectl version`: that of the Kubernetes whose contract is kept. */
export const version = {
  major: '1',
  minor: '34',
  gitVersion: 'v1.34.4+gastown',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: 'none',
  compiler: 'none',
  platform: `${process.platform}/${process.arch === 'x64' ? 'amd64' : process.arch}`,
}
