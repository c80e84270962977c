export interface SshFiles {
  readonly key: string
  readonly knownHosts: string
}

/** GIT_SSH_COMMAND for a key of ours: nothing of the container's or the user's ssh set-up plays a part. */
export function sshCommand({ key, knownHosts }: SshFiles): string {
  const options = [
    // Not by -i, which looks for the file before it expands % in the name. ssh splits values at spaces and knows quotes.
    `IdentityFile="${literal(key)}"`,
    'IdentitiesOnly=yes',
    'IdentityAgent=none',
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile="${literal(knownHosts)}"`,
    'GlobalKnownHostsFile=/dev/null',
    'UpdateHostKeys=no',
    'ControlMaster=no',
    'ControlPath=none',
    'ForwardAgent=no',
    'ClearAllForwardings=yes',
    ...patience,
  ]
  return ['ssh', '-F', '/dev/null', ...options.flatMap((option) => ['-o', option])].map(quoted).join(' ')
}

/** GIT_SSH_COMMAND for the machine's own set-up: the user's configuration, agent and known hosts, but no questions. */
export function machineSshCommand(): string {
  return ['ssh', ...patience.flatMap((option) => ['-o', option])].map(quoted).join(' ')
}

const patience = ['BatchMode=yes', 'ConnectTimeout=10', 'ServerAliveInterval=5', 'ServerAliveCountMax=3']

/** ssh expands % in paths. */
function literal(path: string): string {
  return path.replaceAll('%', '%%')
}

/** git hands the command to a shell. */
export function quoted(word: string): string {
  return /^[A-Za-z0-9_./=:,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
