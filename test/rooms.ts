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
  { oclif: 'the command-line framework, with every workaround against it' },
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
    installed: 'what is installed on a cluster, and whether an operator works there',
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

/** Folders inside of rooms, and what each is for. */
export const inner: Readonly<Record<string, string>> = {
  'apiserver/builtin': 'resources that Kubernetes has itself: their fields, defaults and checks',
  'apiserver/crd': 'CustomResourceDefinitions, and the resources that they define',
  'apiserver/discovery': 'what kubectl asks first: groups, resources, OpenAPI',
  'apiserver/http': 'requests and responses: routes, access, media types, streams',
  'apiserver/ownership': 'server-side apply: who owns which field',
  'apiserver/patch': 'JSON, merge and strategic merge patches',
  'apiserver/pod': 'logs of pods, and programs run in them',
  'apiserver/read': 'get, list and watch: selectors, pages, revisions',
  'apiserver/schema': "a resource's schema applied: defaults, pruning, CEL rules",
  'apiserver/store': 'objects and their history, in memory and in SQLite',
  'apiserver/table': 'objects as rows, for kubectl get',
  'apiserver/write': 'create, update and delete: options, finalizers, conflicts',
  'commands/clean': 'gastown clean …',
  'commands/help': 'gastown help …',
  'commands/local': 'gastown local …',
  'commands/operator': 'gastown operator …',
  'commands/polecat': 'gastown polecat …, and its verbs alone',
  'commands/rig': 'gastown rig …',
  'commands/secrets': 'gastown secrets …',
  'containers/push': 'how git-push and git-release open a remote, wait for it, and give up',
  'containers/save': 'how git-save makes snapshots by turns, hands them over, and tells its state',
  'create/start': 'what is checked before a polecat is made: agent, repository, branch',
  'git/access': "how git reaches a remote: keys, known hosts, tokens, the machine's own set-up",
  'kube/exec': 'programs run in a container, over WebSocket',
  'kube/kubeconfig': 'kubeconfigs, and the cluster and user that they name',
  'kube/log': 'logs of containers, followed without gaps',
  'kube/transport': 'requests over HTTPS: connections, proxies, credentials, errors',
  'kube/watch': 'lists and watches as a stream of changes',
  'kubelet/limits': 'memory, processes and disk of containers, held by control groups or by counting',
  'kubelet/log': 'what containers print: segments, times, reading',
  'kubelet/pod': 'one pod: its plan, its worker, its folder, what is adopted',
  'kubelet/run': 'one container: its arguments, its shim, its end',
  'kubelet/sandbox': 'bubblewrap, and what a container sees of the machine',
  'kubelet/volumes': 'volumes as folders; secrets in memory',
  'local/daemon': "what runs in the daemon's process: start, drain, end",
  'operator/plan': 'the decisions, by stage, without I/O',
  'operator/report': 'what the operator says of itself and its polecats: log, metrics, health',
  'output/polecat': 'polecats as lines and tables',
  'polecat/crd': 'the CustomResourceDefinition, made from the schema',
  'polecat/validate': 'everything that is wrong with a Polecat, by field',
  'saving/clone': "the start of an attempt: base, earlier attempts' work, checkout",
  'saving/convert': "git's conversions of files: line ends, encodings, ident",
  'saving/embedded': 'commits of repositories inside of the checkout',
  'saving/git-index': "git's index, read without git",
  'saving/lfs': 'LFS files: fetched for the checkout; contents that no server has',
  'saving/prune': 'rescue refs that nobody needs any more',
  'saving/push': 'a handover brought to the remote: the plan, carrying it out, the result',
  'saving/scan': "the checkout's files, walked and compared without git",
  'saving/secrets': 'secrets found in what is to be pushed or printed',
  'saving/show': 'the work so far, as git shows it',
  'saving/snapshot': 'commits and files of one moment, put together',
  'saving/submodules': 'commits made in submodules',
  'saving/worktrees': 'uncommitted files of other worktrees',
  'secrets/import': 'one file for each kind of credential that is imported',
}

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
