import { literal } from './literal.ts'

/**
 * ssh and git refuse to work for a uid without a passwd entry, and which uid it will be only the running pod knows.
 * Locally, without a sandbox, the folders are below GASTOWN_ROOT.
 */
const script = `
set -eu
root=\${GASTOWN_ROOT:-}
date +%s >"$root/times/setup"
uid=$(id -u)
{
  [ "$uid" = 0 ] || echo 'root:x:0:0:root:/root:/bin/sh'
  echo "agent:x:$uid:$(id -g):agent:/home/agent:/bin/sh"
} >"$root/passwd/passwd"
`.trimStart()

export const setupCommand: readonly string[] = ['sh', '-c', literal(script)]
