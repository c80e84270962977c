/**
 * The rooms of src, outermost level first, and what each is for. A room imports its own files and those of any level
 * further down; inside a level, only what `arrows` names.
 */
export const levels: readonly Readonly<Record<string, string>>[] = [
  {
    'main.ts': 'the program: arguments, the command, the exit code',
    commands: 'one file, one command: flags, then a short story',
  },
  {
    'process-runtime.ts': 'what the real process gives a command: streams, environment, clusters',
    create: 'polecats from tasks, beads, files and flags; what is checked before they start',
    follow: 'live: what --follow, --watch and the status view show until the end',
    cleanup: 'what is left over: finished polecats, stale refs, orphans',
  },
  {
    local: "local mode as commands see it: start, stop, status; in local/daemon what runs in the daemon's process",
    secrets: 'credentials: read from the machine, checked, stored as Secrets; in secrets/import one file for each kind',
    pods: "an attempt's pod: its logs, programs run in it",
    work: 'what was saved, seen from here: diff and git',
    events: 'the timeline of polecats, and what is added to it',
  },
  {
    polecats: 'polecats by name, selection and rig: found, waited for, retried, terminated, released, deleted',
    rigs: 'rigs: made, listed, counted, deleted',
  },
  {
    checkout: "the user's own checkout: its remotes, branches and settings",
    confirm: 'questions on a terminal before something is lost',
  },
  { 'context.ts': 'what every command is handed, each part built on first use' },
  {
    'command-line': 'flags that commands share, arguments, errors as text',
    view: 'live views on a terminal: state, keys, frames',
  },
  {
    output: 'tables, lines and documents for people and programs',
    logs: "what agents' logs say, as lines",
  },
  {
    'runtime.ts': 'what a process gives a command, as a type',
    'config.ts': 'the settings file',
    'keyboard.ts': 'bytes from a terminal',
    'terminal.ts': 'streams, widths, and text that is safe to print',
    'file-problem.ts': 'why a file cannot be read, in words',
  },
  {
    operator: 'the controller: observe, plan, carry out; in operator/plan the decisions, without I/O',
    kubelet: 'pods on this machine: pod, run, sandbox, limits, log, volumes',
    apiserver: 'the embedded API server: store, schema, reads, writes, watches, tables',
  },
  {
    attempt:
      'what operator and commands both know of an attempt: its pod, its Secrets, its saved work, which comes next',
  },
  {
    containers: "the programs of an attempt's containers: git-clone, git-save, git-push, git-release",
    pod: "an attempt's pod, rendered",
    kube: 'the API client: transport, kubeconfig, watch, log, exec',
  },
  {
    saving: 'clone, scan, snapshot and push: no work is lost',
    agents: 'one record for each agent',
  },
  { git: 'git run safely: access, settings, errors' },
  {
    rig: 'the Rig resource',
    polecat: 'the Polecat resource: schema, validation, resolution, CRD',
    outcome: 'reasons, results, exit codes',
  },
  {
    'backoff.ts': 'waits that grow from try to try',
    'environment-variables.ts': 'the variables of the caller that are read',
    'errors.ts': 'an error: kind, message, cause, hints',
    'installation.ts': 'where the program is installed',
    text: 'single values read and written: durations, quantities, paths, near names, safe text',
  },
]

/** Inside a level, only these. */
export const arrows: Readonly<Record<string, readonly string[]>> = {
  'runtime.ts': ['terminal.ts'],
  'keyboard.ts': ['terminal.ts'],
  containers: ['pod'],
  pod: ['kube'],
  saving: ['agents'],
  polecat: ['rig', 'outcome'],
  rig: ['polecat'],
}
