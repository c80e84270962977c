import { styleText } from 'node:util'
import type { Outcome } from './outcome.ts'

type Style = (format: Parameters<typeof styleText>[0], text: string) => string

/** What a person wants to read of an outcome, colours only where the stream has them. */
export function report(outcome: Outcome, stream: NodeJS.WriteStream): string {
  const style: Style = (format, text) => styleText(format, text, { stream })
  const { name, about, phase, reason, message, exitCode, branch, remoteCommit, rescueRefs } = outcome
  const colour = phase === 'Done' ? 'green' : 'red'
  const lines = [
    `${style('bold', name)} ${style('dim', `(${about})`)}`,
    `  outcome  ${style(colour, `${phase}: ${reason}`)}, exit code ${exitCode}`,
    `           ${message}`,
    `  remote   ${remoteCommit ?? 'nothing'} ${branch}`,
    ...indented(outcome.subject ?? ''),
    ...indented(outcome.diffStat),
    ...rescueRefs.flatMap(({ ref, commit, diffStat }) => [
      `  rescued  ${commit ?? 'nothing'} ${ref}`,
      ...indented(diffStat),
    ]),
    `  further  gastown describe ${name} · gastown logs ${name} · git fetch REMOTE ${branch}`,
  ]
  if (!outcome.asExpected) lines.push(style('red', '  This is not how it should have ended.'))
  return `${lines.join('\n')}\n`
}

function indented(text: string): string[] {
  return text === '' ? [] : text.split('\n').map((line) => `           ${line.trimStart()}`)
}
