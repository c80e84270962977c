/**
 * What the agent runs, in local mode and in a pod: work as an agent does it, then the attack ($1, a script's text).
 * MARKER, SECRET, EVIL and BRANCH are in its environment. The file `planted` beside MARKER says that what is there from
 * now on is no doing of the script itself.
 */
export const agentScript = `
keep() { printf '%s\\n' "$1" >"$1"; git add "$1"; git commit -qm "$1"; }
keep first.txt
echo waiting
until [ -e "$TMPDIR/go" ]; do sleep 0.1 || sleep 1; done
keep second.txt
echo 'new and not committed' >new.txt
echo changed >>uncommitted-tracked.txt
sh -c "$1" sh "$PWD" 2>&1
rm -f "$MARKER"
touch "$(dirname "$MARKER")/planted"
echo planted
`
