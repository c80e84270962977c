import { logWriter } from '../log/log-segments.ts'
import type { RunLimits } from '../limits/run-limits.ts'
import { messageBytes } from './termination-message.ts'

/** What a container without our trust writes its termination message to: all but the beginning goes nowhere. */
export const messagePipe = 'message.pipe'

const readMessage = `patiently mkfifo ${messagePipe}
exec 5<>${messagePipe}
{ dd bs=1 count=${messageBytes} >termination-log; exec cat >/dev/null; } <${messagePipe} 2>/dev/null 4>&- 5>&- &
readers="$readers $!"
`

/**
 * The program that runs one container and outlives the daemon. `$1` is the folder of this run, `$2` the PATH.
 * Linking its own identity to `pid` is its claim: one call that only the first of all who try can make, the daemon
 * among them. The container runs in the foreground, because a shell's background children ignore INT. It has nothing of
 * this folder open but pipes. What reads them ends with the last process that holds them, and is waited for a moment
 * only. On a full disk it makes a link of the end, which takes no block, and waits with what it must write until it can, or
 * nobody wants to know any more.
 */
export function shim({ pipeMessage }: { readonly pipeMessage: boolean }): string {
  return `set -f
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
${logWriter}
patiently() {
  until "$@"; do
    [ -e pid ] || exit 1
    sleep 1
  done 2>/dev/null
}
reads() {
  line=''
  read -r line <"/proc/$1/stat" || return 1
  case \${line##*) } in Z*) return 1 ;; esac
} 2>/dev/null
record() {
  printf '%s\\n' "$status" > exit.new && mv exit.new exit || ln -s "$status" exit
}
patiently mkfifo log.pipe
{ rm -f log.pipe; write_log; } <log.pipe &
readers=$!
exec 4>log.pipe
${pipeMessage ? readMessage : ''}sh ./run </dev/null >&4 2>&1 4>&- 5>&-
status=$?
exec 4>&- 5>&-
rounds=0
for reader in $readers; do
  while reads "$reader" && [ "$rounds" -lt 200 ]; do
    sleep 0.005
    rounds=$((rounds + 1))
  done
done
patiently record
`
}

export interface Run {
  /** Absolute words of the process to become. */
  readonly command: readonly string[]
  /** A file of the container's variables and folder, in shell words. */
  readonly source?: string
  /** Such as `9<args`. */
  readonly redirections?: string
  readonly limits?: RunLimits
  /** The longest file that it may write. */
  readonly fileBytes?: number | undefined
}

/** The script that becomes the container's process. Its file is 0600, so that no secret stands in an argument. */
export function runScript(run: Run): string {
  return [
    'set -f',
    'umask 022',
    'read -r line < "/proc/$$/stat"',
    'line=${line##*) }',
    'set -- $line',
    // Whoever is to end it must know it.
    `until printf '%s %s\\n' "$$" "\${20}" > entry; do sleep 1; done 2>/dev/null`,
    ...(run.limits === undefined ? [] : limitLines(run.limits)),
    // In blocks of 512 bytes, as POSIX has it.
    ...(run.fileBytes === undefined ? [] : [`ulimit -f ${Math.floor(run.fileBytes / 512)}`]),
    ...(run.redirections === undefined ? [] : [`exec ${run.redirections}`]),
    // The shell's own variables are not the container's.
    'unset line PWD OLDPWD SHLVL PATH',
    ...(run.source === undefined ? [] : [`. ${run.source}`, 'unset PWD OLDPWD']),
    `exec ${run.command.map(quote).join(' ')}`,
    '',
  ].join('\n')
}

/** Without its limits it does not run. */
export function limitLines({ groups, userProcesses }: RunLimits): string[] {
  return [
    ...groups.map(
      (group) => `echo "$$" > ${quote(`${group}/cgroup.procs`)} || { echo 'it cannot be limited' >&2; exit 128; }`,
    ),
    'ulimit -c 0',
    // Shells disagree on the letter, and a lower limit stays.
    ...(userProcesses === undefined
      ? []
      : [`{ ulimit -u ${userProcesses} || ulimit -p ${userProcesses} || true; } 2>/dev/null`]),
  ]
}

export function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}
