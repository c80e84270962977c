/** What a PATH leads to: programs, and not the projects and homes that they lie in. */
import { mkdir, realpath, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { furnish, Home, secret } from '../../kubelet/home-with-programs.ts'
import { launcher, sandboxWorks } from '../../support/story.ts'
import { attackBesideVictim, openBattlefield, type Battlefield } from './beside-a-victim.ts'
import { full, onlyInFull } from '../../support/full.ts'

describe.runIf(full && sandboxWorks)(`what a PATH shows (needs bubblewrap)${onlyInFull}`, { timeout: 180_000 }, () => {
  let field: Battlefield
  beforeAll(async () => {
    field = await openBattlefield()
  })
  afterAll(() => field.close())

  test('no secret beside a program, no checkout behind a link, and not the machine’s folders', async () => {
    const { story, repository } = field
    const home = new Home(await realpath(join(story.folder, 'home')))
    const path = (await furnish(home)).map((folder) => home.at(folder))
    // As the README has it.
    const checkout = dirname(dirname(await realpath(launcher)))
    await mkdir(home.at('.links'))
    await symlink(join(checkout, 'bin/run.js'), home.at('.links/gastown'))
    const script = `{ grep -rl ${secret} / --exclude-dir=proc --exclude-dir=usr; find / -name '.env*' -size +0
ls -A ${checkout}; ls -A ${home.folder} ${home.at('work')} ${home.at('work/site')} ${story.folder}; ls -A /root /home; } > seen 2>/dev/null
mine > ran; claude >> ran; tool >> ran; git add seen ran; git commit -qm Seen`
    const env = { PATH: [...path, home.at('.links'), '/usr/local/bin', '/usr/bin', '/bin'].join(':') }
    const listed = await story.gastown(['local', 'status', '-o', 'json'], { env })
    const { agentsSee } = JSON.parse(listed.stdout) as { agentsSee: { programs: string[]; hidden: string[] } }
    expect(agentsSee.programs).toContain(join(checkout, 'bin/run.js'))
    expect(agentsSee.programs.filter((place) => place === checkout || place === home.at('work'))).toEqual([])
    const attacker = await attackBesideVictim(field, { name: 'spy', script, env })
    expect(attacker.status).toMatchObject({ phase: 'Done' })
    expect(await repository.git('show', 'polecat/spy:ran')).toBe('runs\nruns\nruns\n')
    const seen = (await repository.git('show', 'polecat/spy:seen')).split('\n')
    expect(seen.filter((line) => line.includes('/') && !line.endsWith(':'))).toEqual([])
    const words = ['.git', '.env', '.gitconfig', 'package.json', 'src', 'test', 'notes', 'state', '.ssh']
    expect(words.filter((word) => seen.includes(word))).toEqual([])
  })
})
