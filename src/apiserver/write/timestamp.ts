/** As metadata has it: whole seconds, UTC. */
export function timestamp(milliseconds: number): string {
  const second = Math.floor(milliseconds / 1000)
  if (second !== last.second) last = { second, text: `${new Date(second * 1000).toISOString().slice(0, 19)}Z` }
  return last.text
}

/** Most are of this very second. */
let last = { second: -1, text: '' }
