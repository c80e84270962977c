/** What lets curl say which requests git makes, on a stream of its own; no credential, and nothing of what is sent. */
export const traceRequests = { GIT_TRACE_CURL: '3', GIT_TRACE_CURL_NO_DATA: '1', GIT_TRACE_REDACT: '1' } as const

export interface HttpEnd {
  /** Takes the trace as it comes. */
  readonly trace: (text: string) => void
  readonly close: () => void
}

/**
 * Notices that git goes on waiting after the last word of a server over http. Where a server's program dies in the midst
 * of its answer and its web server ends that in good order, `git push` and its helper wait for each other for ever.
 */
export function watchHttpEnd(service: string, giveUp: () => void, graceMs = 1500): HttpEnd {
  let rest = ''
  let asked = false
  let timer: NodeJS.Timeout | undefined
  const read = (line: string): void => {
    if (line.includes('Send header:')) clearTimeout(timer)
    if (/Send header: POST /.test(line) && line.includes(`/${service} `)) asked = true
    if (!asked || !/Info: (Connection #\d+ to host .* left intact|Closing connection)/.test(line)) return
    clearTimeout(timer)
    timer = setTimeout(giveUp, graceMs)
  }
  return {
    trace: (text) => {
      const lines = (rest + text).split('\n')
      rest = (lines.pop() ?? '').slice(-4096)
      lines.forEach(read)
    },
    close: () => clearTimeout(timer),
  }
}
