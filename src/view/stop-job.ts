/** Ctrl-Z where the terminal does not see to it. */

/** Stops this process and those that the shell started with it; resolves when they go on. */
export async function stopJob(): Promise<void> {
  process.kill(0, 'SIGTSTP')
  // A process that no shell could continue is not stopped, so there is nothing else to wait for.
  await new Promise((resolve) => setImmediate(resolve))
}

/** Whoever stopped it, `fg` finds a terminal that others have used meanwhile. */
export function onContinue(act: () => void): () => void {
  process.on('SIGCONT', act)
  return () => process.off('SIGCONT', act)
}
