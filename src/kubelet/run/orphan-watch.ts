/**
 * What a shell that started shims does once its daemon is gone: it stays for as long as any of them does, and ends one
 * with all that came of it once its folder was removed. Nothing of such a run can be saved any more, and no daemon can
 * find it. A folder that merely cannot be read says nothing.
 */
import { markerName } from './signals.ts'

/** Seconds between looks. */
const lookEvery = 5

/**
 * `watch_orphans MEMORY GROUPS…`: the folder of pods' secrets, where there is one, and those that runs' control groups
 * are made in. A shim is a child of this shell that works in another folder than it; the kernel says of a folder whether it
 * was removed.
 */
export const orphanWatch = `facts_of() {
  read -r line <"/proc/$1/stat" || return 1
  facts=\${line##*) }
  case $facts in Z* | X*) return 1 ;; esac
} 2>/dev/null
all_processes() {
  set +f
  for process in /proc/[0-9]*; do printf '%s ' "\${process#/proc/}"; done
}
is_child() { [ "$2" = "$$" ]; }
shims() {
  for pid in $(all_processes); do
    facts_of "$pid" && is_child $facts || continue
    [ "$(readlink "/proc/$pid/cwd")" = / ] || printf '%s ' "$pid"
  done
}
is_gone() {
  place=$(readlink "/proc/$1/cwd") || return 1
  case $place in *' (deleted)') return 0 ;; esac
  names=$(ls "/proc/$1/cwd/" 2>/dev/null) || return 1
  for one in $names; do
    [ "$one" != pid ] || return 1
  done
  # A young one looks the same before it has made its claim.
  unclaimed="$unclaimed $1 "
  case $before in *" $1 "*) return 0 ;; esac
  return 1
}
belongs() {
  case $ours in *" $2 "* | *" $3 "* | *" $4 "*) return 0 ;; esac
  return 1
}
end_all() {
  for round in 1 2 3 4 5; do
    ours=" $1 " size=0
    # Who is stopped makes no more children.
    while [ "$size" -ne "\${#ours}" ]; do
      size=\${#ours}
      for pid in $(all_processes); do
        case $ours in *" $pid "*) continue ;; esac
        facts_of "$pid" && belongs $facts && kill -STOP "$pid" && ours="$ours$pid "
      done
    done 2>/dev/null
    set +f
    marked=$(grep -lzxF "${markerName}=$2" /proc/[0-9]*/environ 2>/dev/null)
    set -f
    found=
    for pid in $ours $marked; do
      pid=\${pid#/proc/} pid=\${pid%/environ}
      facts_of "$pid" && kill -9 "$pid" && found=1
    done 2>/dev/null
    [ -n "$found" ] || return 0
    sleep 0.1
  done
}
watch_orphans() {
  memory=$1 before=
  shift
  while shims=$(shims) && [ -n "$shims" ]; do
    unclaimed=
    for shim in $shims; do
      is_gone "$shim" || continue
      place=\${place% (deleted)}
      number=\${place##*/} place=\${place%/*}
      name=\${place##*/} place=\${place%/containers/*}
      pod=\${place##*/}
      end_all "$shim" "$pod/$name/$number"
      if [ -n "$memory" ] && [ -n "$pod" ] && [ ! -e "$place" ]; then rm -rf "$memory/$pod"; fi
      for base in "$@"; do rmdir "$base/$pod.$name.$number" "$base"; done 2>/dev/null
    done
    before=$unclaimed
    sleep ${lookEvery}
  done
}
`
