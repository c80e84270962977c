/**
 * The filter of the agent's checkout: contents that git-clone fetched are pointers in commits and contents in files, and
 * everything else is stored as it is. It needs nothing but sh and git (sha256sum is in every image with coreutils or
 * busybox; without it a re-added file is stored whole), so that the checkout is the same with and without git-lfs.
 *
 * git-lfs's own filter is switched off there: it would make pointers of what the agent changed, whose contents would be in
 * the agent's pod alone and lost with it; and where the program is missing, `filter.lfs.required` would make git fail.
 */
import { configEntry, type ConfigEntry } from '../../git/config-text.ts'

export const ownFilter = 'gastown-lfs'
export const filterFile = 'lfs-filter'

export const withoutGitLfs: readonly ConfigEntry[] = [
  // A `process` of the image's own configuration cannot be unset, but an empty one is none, and keeps the others from use.
  configEntry('filter.lfs.process', ''),
  configEntry('filter.lfs.clean', ''),
  configEntry('filter.lfs.smudge', ''),
  configEntry('filter.lfs.required', 'false'),
]

export const filterSettings: readonly ConfigEntry[] = (['clean', 'smudge'] as const).map((word) =>
  configEntry(`filter.${ownFilter}.${word}`, `sh "$(git rev-parse --git-common-dir)/${filterFile}" ${word}`),
)

/** `store` is relative to the repository's git directory: it is another path in every view of the pod. */
export function filterScript(store: string): string {
  return `#!/bin/sh
# Contents that were fetched when the repository was cloned are LFS pointers in commits; all else is stored as it is.
set -u
git=$(git rev-parse --git-common-dir) || exec cat
store=$git/'${store}'
file=$(mktemp "$git/lfs-XXXXXX" 2>/dev/null) || exec cat
trap 'rm -f "$file"' EXIT
trap 'exit 1' HUP INT TERM
cat >"$file" || exit 1
size=$(wc -c <"$file")
size=$((size))
version='version https://git-lfs.github.com/spec/v1'
place() {
  rest=\${1#??}
  deeper=\${rest#??}
  printf '%s/%s/%s/%s' "$store" "\${1%"$rest"}" "\${rest%"$deeper"}" "$1"
}
case $1 in
clean)
  oid=$(sha256sum <"$file" 2>/dev/null)
  oid=\${oid%% *}
  if [ -n "$oid" ] && [ -f "$(place "$oid")" ]; then
    printf '%s\\noid sha256:%s\\nsize %s\\n' "$version" "$oid" "$size"
    exit
  fi
  ;;
smudge)
  if [ "$size" -lt 1024 ] && [ "$(head -n 1 "$file")" = "$version" ]; then
    oid=$(sed -n 's/^oid sha256:\\([0-9a-f]\\{64\\}\\)$/\\1/p' "$file")
    if [ -n "$oid" ] && [ -f "$(place "$oid")" ]; then
      cat "$(place "$oid")"
      exit
    fi
  fi
  ;;
esac
cat "$file"
`
}
