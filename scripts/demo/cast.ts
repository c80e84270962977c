/** The three polecats of the demo: scripts that play an agent, each with the end that it must come to. */
export interface Part {
  readonly name: string
  readonly task: string
  readonly about: string
  /** What stands in for an agent. */
  readonly script: string
  readonly expected: { readonly phase: string; readonly reason: string; readonly exitCode: number }
}

const say = (text: string) => `echo ${JSON.stringify(text)}`
const pause = 'sleep 1'

export const cast: readonly Part[] = [
  {
    name: 'typo',
    about: 'does its task and commits',
    task: 'Fix the typo in README.md, and let hello.sh greet whom it is told to.',
    script: [
      say('Reading README.md'),
      pause,
      "sed 's/Teh/The/' README.md > fixed && mv fixed README.md",
      "git commit -qam 'Fix the typo'",
      say('Fixed the typo'),
      pause,
      `printf '#!/bin/sh\\necho "Hello, \${1:-world}"\\n' > hello.sh`,
      say('Running hello.sh'),
      'sh hello.sh polecat',
      pause,
      "git commit -qam 'Greet by name'",
      say('Done'),
    ].join('\n'),
    expected: { phase: 'Done', reason: 'Pushed', exitCode: 0 },
  },
  {
    name: 'forgetful',
    about: 'does its task and forgets to commit',
    task: 'Write a test for hello.sh.',
    script: [
      say('Writing a test'),
      pause,
      `printf '#!/bin/sh\\ntest "$(sh hello.sh)" = "Hello, world"\\n' > hello.test.sh`,
      say('Running it'),
      pause,
      'sh hello.test.sh',
      "echo 'Run `sh hello.test.sh` to test.' >> README.md",
      pause,
      say('Done; did I forget something?'),
    ].join('\n'),
    expected: { phase: 'Done', reason: 'Pushed', exitCode: 0 },
  },
  {
    name: 'hapless',
    about: 'commits one step, then fails in the middle of the next',
    task: 'Translate the greeting to Latin and to Klingon.',
    script: [
      say('Latin first'),
      pause,
      `sed 's/Hello, world/Salve, munde/' hello.sh > salve.sh`,
      "git add salve.sh && git commit -qm 'Greet in Latin'",
      say('Now Klingon'),
      pause,
      `printf '#!/bin/sh\\necho "nuqneH' > nuqneH.sh`,
      pause,
      `sh nuqneH.sh || { ${say('I cannot go on')}; exit 3; }`,
    ].join('\n'),
    expected: { phase: 'Failed', reason: 'AgentFailed', exitCode: 10 },
  },
]
