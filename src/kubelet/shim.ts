/**
 * The program that runs one container and outlives the daemon. `$1` is the folder of this run, `$2` the PATH.
 * Linking its own identity to `pid` is its claim: one call that only the first of all who try can make, the daemon
 * among them. The container runs in the foreground, because a shell's background children ignore INT. On a full disk it
 * waits with the end until that can be written, or nobody wants to know any more.
 */
export const shim = `set -f
cd "$1" || exit 1
PATH=$2
export PATH
umask 077
read -r line < "/proc/$$/stat" || exit 1
read -r boot < /proc/sys/kernel/random/boot_id || exit 1
line=\${line##*) }
set -- $line
printf '%s %s %s\\n' "$$" "\${20}" "$boot" > "claim.$$" || exit 1
ln "claim.$$" pid 2>/dev/null || exit 0
rm -f "claim.$$"
sh ./run </dev/null >>output 2>&1
status=$?
until printf '%s\\n' "$status" > exit.new && mv exit.new exit; do
  [ -e pid ] || exit 1
  sleep 1
done 2>/dev/null
`

export interface Run {
  /** Absolute words of the process to become. */
  readonly command: readonly string[]
  /** A file of the container's variables and folder, in shell words. */
  readonly source?: string
  /** Such as `9<args`. */
  readonly redirections?: string
}

/** The script that becomes the container's process. Its file is 0600, so that no secret stands in an argument. */
export function runScript(run: Run): string {
  return [
    'set -f',
    'umask 022',
    'read -r line < "/proc/$$/stat"',
    'line=${line##*) }',
    'set -- $line',
    `printf '%s %s\\n' "$$" "\${20}" > entry`,
    ...(run.redirections === undefined ? [] : [`exec ${run.redirections}`]),
    // The shell's own variables are not the container's.
    'unset line PWD OLDPWD SHLVL PATH',
    ...(run.source === undefined ? [] : [`. ${run.source}`, 'unset PWD OLDPWD']),
    `exec ${run.command.map(quote).join(' ')}`,
    '',
  ].join('\n')
}

export function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}
