import type { Reason } from '../../outcome/reasons.ts'
import { resolveSpec } from '../../polecat/resolve.ts'
import type { Observed } from './observed.ts'

/** What to do about a host key that is not known: where it belongs, and the command that puts it there; else nothing. */
export function hostKeyRemedy({ polecat, rig, options }: Observed, reason: Reason): string {
  if (reason !== 'HostKeyMismatch' || rig === undefined || options.local) return ''
  const { repository, gitSecret = 'git-credentials', knownHostsConfigMap } = resolveSpec(polecat, rig)
  const scan = `ssh-keyscan ${hostWords(repository)} > known_hosts`
  const { workerNamespace } = options
  const [place, store] =
    knownHostsConfigMap === undefined
      ? [`Secret ${gitSecret}`, 'gastown secrets import-git --from-file FILE --known-hosts known_hosts --replace']
      : [
          `ConfigMap ${knownHostsConfigMap}`,
          `kubectl create configmap ${knownHostsConfigMap} -n ${workerNamespace} --from-file=known_hosts --dry-run=client -o yaml | kubectl apply -f -`,
        ]
  return `; compare its key with the one that the host publishes, then put it into known_hosts of ${place} in ${workerNamespace}: ${scan} && ${store}`
}

/** Host, and port where it has one, of an ssh URL in either form, for ssh-keyscan. */
function hostWords(url: string): string {
  const { host, port } = /^ssh:\/\/(?:[^@/]*@)?(?<host>[\w.-]+)(?::(?<port>\d+))?/.exec(url)?.groups ?? {}
  if (host !== undefined) return port === undefined ? host : `-p ${port} ${host}`
  return /^(?:[^@/:]*@)?([\w.-]+):/.exec(url)?.[1] ?? 'HOST'
}
