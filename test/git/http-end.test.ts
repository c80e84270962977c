import { expect, test, vi } from 'vitest'
import { watchHttpEnd } from '../../src/git/http-end.ts'

const post = '04:33:20 http.c:684 => Send header: POST /r.git/git-receive-pack HTTP/1.1\n'
const get = '04:33:20 http.c:684 => Send header: GET /r.git/info/refs?service=git-receive-pack HTTP/1.1\n'
const end = '04:33:20 http.c:725 == Info: Connection #0 to host 127.0.0.1 left intact\n'

test.each([
  ['the end of the list of refs is none', [get, end], false],
  ['the end of the answer to the push is one', [get, end, post, end], true],
  ['also where the server closes the line', [post, '== Info: Closing connection 0\n'], true],
  ['in whatever pieces it comes', [post.slice(0, 60), post.slice(60) + end.slice(0, 30), end.slice(30)], true],
  ['a login in between goes on', [post, end, post], false],
])('%s', (_, pieces, given) => {
  vi.useFakeTimers()
  try {
    let ended = false
    const watcher = watchHttpEnd('git-receive-pack', () => (ended = true))
    pieces.forEach(watcher.trace)
    vi.advanceTimersByTime(10_000)
    expect(ended).toBe(given)
    watcher.close()
  } finally {
    vi.useRealTimers()
  }
})
