#!/bin/sh
# The agent container's entry. It runs the agent ("$@") as its child, copies the transcript to the container's log,
# ends the agent when it is told to, and keeps the pod open until the work is saved. Plain sh, because the agent's image
# is the user's: sh, and the small tools that come with it, are all there is.
set -u

root=${GASTOWN_ROOT:-}
output=$root/output
control=$root/control
ending=''
told_at=''
soft=''
hard=''
now=0
ticks=0

trap 'ending=1; : "${told_at:=now}"' TERM INT HUP
# A handler and not '', which the agent would inherit.
trap : PIPE

main() {
  if sleep 0.01 2>/dev/null; then
    tick=0.1 second=10
  else
    tick=1 second=1
  fi
  start_agent "$@"
  while running; do
    copy_transcript
    clock
    [ -n "$ending" ] || ! due || ending=1
    [ -z "$ending" ] || end_agent
    pause
  done
  wait "$agent"
  status=$?
  end_rest
  hold
  exit "$status"
}

# --- the agent

start_agent() {
  session='' signals=''
  # In a session of its own, all that it starts can be reached by one signal.
  if command -v setsid >/dev/null 2>&1; then session=setsid; fi
  # A shell without job control starts its children with INT and QUIT ignored, and only env can undo that.
  if env --default-signal=INT,QUIT true 2>/dev/null; then signals='env --default-signal=INT,QUIT'; fi
  mark=$(fresh)
  [ ! -e "$control/stop" ] || ending=1
  make_prompt
  copy_home_files
  # shellcheck disable=SC2016,SC2086,SC2094
  (
    export HOME="$root/home/agent" TMPDIR="$root/tmp" GASTOWN_PROMPT_FILE="$prompt" GASTOWN_AGENT_MARK="$mark"
    export_key
    cd "$root/workspace/repo" || exit 1
    # The inner shell says 127 where the program is missing, whatever setsid and env would say.
    exec $session $signals sh -c 'exec "$@"' sh "$@"
  ) <"$prompt" >>"$output/raw" 2>&1 &
  agent=$!
}

# A later attempt's note on the saved work comes between the preamble and the task.
make_prompt() {
  prompt=$root/prompt/prompt
  [ -f "$root/prompt/preamble" ] || return 0
  prompt=$root/tmp/gastown-prompt
  {
    cat "$root/prompt/preamble"
    [ ! -f "$root/workspace/note" ] || cat "$root/workspace/note"
    cat "$root/prompt/prompt"
  } >"$prompt"
}

# The agent may change its files; in the volume nobody can.
copy_home_files() {
  [ ! -d "$root/prompt/home" ] || cp -R "$root/prompt/home/." "$root/home/agent/"
}

export_key() {
  [ -n "${GASTOWN_LLM_KEY_FILE:-}" ] || return 0
  export GASTOWN_LLM_KEY_FILE="$root$GASTOWN_LLM_KEY_FILE"
  [ -n "${GASTOWN_LLM_VARIABLE:-}" ] && [ -f "$GASTOWN_LLM_KEY_FILE" ] || return 0
  key=$(cat "$GASTOWN_LLM_KEY_FILE")
  export "$GASTOWN_LLM_VARIABLE=$key"
}

# Only after a wait, which reaps: a child that ended and was not waited for still counts.
running() {
  kill -0 "$agent" 2>/dev/null
}

due() {
  [ -e "$control/stop" ] || { [ -n "$soft" ] && [ "$now" -ge "$soft" ]; }
}

# INT first, because some agents print their cost only then; 10 seconds in all.
end_agent() {
  if [ -z "${end_at:-}" ]; then
    look_at_clock
    end_at=$now
    signal_agent INT
  elif [ $((now - end_at)) -ge 8 ]; then
    signal_agent KILL
  elif [ $((now - end_at)) -ge 4 ] && [ -z "${asked:-}" ]; then
    asked=1
    signal_agent TERM
  fi
}

signal_agent() {
  if [ -n "$session" ]; then kill "-$1" "-$agent" 2>/dev/null && return 0; fi
  kill "-$1" "$agent" 2>/dev/null
}

# --- what the agent left behind

end_rest() {
  find_rest
  [ -n "$rest" ] || return 0
  signal_rest TERM
  rounds=0
  while [ -n "$rest" ] && [ "$rounds" -lt $((3 * second)) ]; do
    pause
    copy_transcript
    find_rest
    [ "$rounds" -lt "$second" ] || signal_rest KILL
    rounds=$((rounds + 1))
  done
}

signal_rest() {
  [ -n "$rest" ] || return 0
  # shellcheck disable=SC2086
  if [ $$ -eq 1 ]; then kill "-$1" -1; else kill "-$1" $rest; fi 2>/dev/null
}

# As process 1 everything else is the agent's. Otherwise: its session, and what carries its mark.
find_rest() {
  rest=''
  for place in /proc/[0-9]*; do
    pid=${place#/proc/}
    if [ "$pid" -eq $$ ] || ! read_stat "$place/stat" || [ "$state" = Z ]; then continue; fi
    if [ $$ -eq 1 ] || { [ -n "$session" ] && [ "$in_session" = "$agent" ]; }; then rest="$rest $pid"; fi
  done
  [ $$ -ne 1 ] || return 0
  # shellcheck disable=SC2013
  for place in $(grep -lsF "GASTOWN_AGENT_MARK=$mark" /proc/[0-9]*/environ 2>/dev/null); do
    pid=${place#/proc/}
    rest="$rest ${pid%/environ}"
  done
}

# The name in the file may hold anything, line ends too; what follows its last ") " is numbers.
read_stat() {
  text=''
  while IFS= read -r line || [ -n "$line" ]; do text=$line; done 2>/dev/null <"$1"
  # shellcheck disable=SC2086
  set -- ${text##*) }
  state=${1:-Z} in_session=${4:-0}
}

# --- the transcript, which git-save makes in segments

segment=1
opened=''

copy_transcript() {
  while open_segment; do
    later=''
    [ ! -e "$control/transcript/$((segment + 1))" ] || later=1
    line=''
    # A read of the shell's own costs nothing while there is nothing new.
    if IFS= read -r line <&3; then
      printf '%s\n' "$line"
      cat <&3
    elif [ -n "$line" ]; then
      printf '%s' "$line"
      cat <&3
    fi
    [ -n "$later" ] || return 0
    exec 3<&-
    opened=''
    segment=$((segment + 1))
  done
}

open_segment() {
  [ -z "$opened" ] || return 0
  if [ ! -e "$control/transcript/$segment" ]; then
    oldest=''
    for place in "$control"/transcript/[0-9]*; do
      number=${place##*/}
      if [ ! -e "$place" ] || [ "$number" -lt "$segment" ]; then continue; fi
      if [ -z "$oldest" ] || [ "$number" -lt "$oldest" ]; then oldest=$number; fi
    done
    [ -n "$oldest" ] || return 1
    segment=$oldest
  fi
  # With `command`, a segment that has just been removed does not end the shell.
  command exec 3<"$control/transcript/$segment" || return 1
  opened=1
}

# --- the end

# Git-save and git-push answer `ended` by its nonce. Whoever replaces the file gets another answer, not ours.
hold() {
  say_ended
  while :; do
    saved=1 complete=1
    answered || saved=''
    printed || complete=''
    copy_transcript
    [ -z "$saved" ] || [ -z "$complete" ] || return 0
    clock
    if too_late; then return 0; fi
    pause
    said=''
    IFS= read -r said 2>/dev/null <"$output/ended"
    [ "$said" = "$ended" ] || say_ended
  done
}

say_ended() {
  nonce=$(fresh)
  ended="{\"status\":$status,\"nonce\":\"$nonce\"}"
  # The agent may have closed the folder, or put something in the way that cannot be removed.
  if [ ! -w "$output" ] || [ ! -x "$output" ]; then chmod u+rwx "$output"; fi
  for place in ended ended.new; do
    rm -rf "${output:?}/$place"
    if [ -e "$output/$place" ]; then mv "$output/$place" "$output/was-$place-$nonce"; fi
  done 2>/dev/null
  printf '%s\n' "$ended" >"$output/ended.new" && mv "$output/ended.new" "$output/ended"
}

answered() {
  answer=''
  IFS= read -r answer 2>/dev/null <"$root/ack/ack.json"
  case $answer in
    *"\"nonce\":\"$nonce\""*) ;;
    *) return 1 ;;
  esac
  case $answer in
    *'"final":true'*) return 0 ;;
    *) return 1 ;;
  esac
}

printed() {
  text=''
  IFS= read -r text 2>/dev/null <"$control/transcript-done"
  [ "$text" = "$nonce" ]
}

# Git-save and git-push end after this, with a last try: what is left of the minute is theirs.
too_late() {
  if [ -n "$told_at" ] && [ "$now" -ge $((told_at + 40)) ]; then return 0; fi
  [ -n "$hard" ] && [ "$now" -ge $((hard - slack / 4)) ]
}

# --- time

pause() {
  # In the background, because a trap waits for a command in the foreground.
  sleep $tick &
  wait $!
}

# `date` is a process, so it runs once a second, and at once after a signal.
clock() {
  if [ $((ticks % second)) -eq 0 ] || [ "$told_at" = now ]; then
    look_at_clock
    read_stop
    read_deadline
  fi
  ticks=$((ticks + 1))
}

look_at_clock() {
  now=$(date +%s)
  [ "$told_at" != now ] || told_at=$now
}

# Somebody waits for the end, as after a TERM. Other stops leave the save all the time that there is.
read_stop() {
  [ -z "$told_at" ] || return 0
  word=''
  IFS= read -r word 2>/dev/null <"$control/stop"
  case $word in terminated | drain) told_at=$now ;; esac
}

# The soft deadline is git-save's, else reckoned from setup's second; the hard one is a quarter, at most 120 s, later.
read_deadline() {
  limit=${GASTOWN_DEADLINE_SECONDS:-0}
  slack=$((limit / 4))
  [ "$slack" -le 120 ] || slack=120
  soft='' hard='' since=''
  [ "$limit" -gt 0 ] || return 0
  IFS= read -r soft 2>/dev/null <"$control/deadline"
  if [ -z "$soft" ]; then
    IFS= read -r since 2>/dev/null <"$root/times/setup"
    [ -n "$since" ] || return 0
    soft=$((since + limit - slack))
  fi
  hard=$((soft + slack))
}

fresh() {
  text=''
  IFS= read -r text 2>/dev/null </proc/sys/kernel/random/uuid
  printf '%s' "${text:-$$-$(date +%s)-$ticks}"
}

main "$@"
