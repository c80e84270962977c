/** The program of our own containers, and of what is run beside them by exec. Starts without oclif. */
import { containerProgram, containerWords } from '../pod/layout.ts'
import { openContainerIO, type ContainerIO } from './io.ts'

type Part = (io: ContainerIO) => Promise<number>

const parts = new Map<string, () => Promise<Part>>([
  [containerWords.clone, async () => (await import('./git-clone.ts')).gitClone],
  [containerWords.push, async () => (await import('./git-push.ts')).gitPush],
  [containerWords.save, async () => (await import('./git-save.ts')).gitSave],
  [containerWords.release, async () => (await import('./git-release.ts')).gitRelease],
  [containerWords.showWork, showing('work')],
  [containerWords.showPatch, showing('patch')],
  [containerWords.showStat, showing('stat')],
])

process.exitCode = await run(process.argv.slice(2))

async function run(words: readonly string[]): Promise<number> {
  const part = words.length === 1 ? parts.get(words[0] ?? '') : undefined
  if (part === undefined) {
    process.stderr.write(`usage: ${containerProgram} ${[...parts.keys()].join('|')}\n`)
    return 2
  }
  return await (
    await part()
  )(openContainerIO(process))
}

function showing(what: 'work' | 'patch' | 'stat'): () => Promise<Part> {
  return async () => {
    const { show } = await import('./show.ts')
    return (io) => show(io, what, { out: process.stdout, about: process.stderr })
  }
}
