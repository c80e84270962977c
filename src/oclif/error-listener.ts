/**
 * The stream without the listener that oclif adds for errors of stdout: it throws whatever is not EPIPE past every handler
 * of ours. Nothing names the listener, so that it is told by its source text. Gives what ends the watch for it.
 */
export function withoutOclifErrorListener(
  stdout: Partial<NodeJS.WriteStream>,
  own: (error: NodeJS.ErrnoException) => void,
): () => void {
  const onListener = (event: string, listener: () => void) => {
    if (event !== 'error' || listener === (own as unknown) || !String(listener).includes('EPIPE')) return
    queueMicrotask(() => stdout.off?.('error', listener))
  }
  stdout.on?.('newListener', onListener)
  return () => void stdout.off?.('newListener', onListener)
}
