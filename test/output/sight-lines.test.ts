import { expect, test } from 'vitest'
import { sightLines } from '../../src/output/sight-lines.ts'

test('what agents see, what is hidden in it, and what is left out', () => {
  const seen = {
    system: ['/usr'],
    programs: ['/home/me/.nvm/versions/node/v24/bin'],
    links: { '/home/me/.local/bin/claude': '/home/me/.local/share/claude/versions/2.1' },
    hidden: ['/home/me/.pyenv/plugins/x/.git'],
    leftOut: { '/home/me': 'it contains more than programs' },
  }
  expect(sightLines(seen).join('\n')).toBe(`
Visible to agents, read-only:
  /usr
  /home/me/.nvm/versions/node/v24/bin
  /home/me/.local/bin/claude -> /home/me/.local/share/claude/versions/2.1

Hidden inside these:
  /home/me/.pyenv/plugins/x/.git

Not visible, or not fully searched:
  /home/me: it contains more than programs`)
  expect(sightLines({ ...seen, hidden: [], leftOut: {} }).join('\n')).not.toContain('Hidden')
})
