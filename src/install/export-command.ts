import type { InstallSettings } from './settings.ts'

/** The command by which an administrator installs the same with kubectl. */
export function exportCommand(settings: InstallSettings): string {
  const { image, agentImage, namespaces, replicas, pullSecrets, allowedCidrs } = settings
  const flags: readonly (readonly [flag: string, value: string | number | undefined])[] = [
    ['--image', image],
    ['--agent-image', agentImage],
    ['--namespace', namespaces.polecatNamespace],
    ['--worker-namespace', namespaces.workerNamespace],
    ['--replicas', replicas],
    ...pullSecrets.map((name) => ['--image-pull-secret', name] as const),
    ...allowedCidrs.map((cidr) => ['--allow-cidr', cidr] as const),
  ]
  const words = flags.flatMap(([flag, value]) => (value === undefined ? [] : [`${flag} ${value}`]))
  return `gastown install ${words.join(' ')} --export | kubectl apply --server-side -f -`
}
