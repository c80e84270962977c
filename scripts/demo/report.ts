import { styleText } from 'node:util'
import type { Outcome } from './outcome.ts'

type Style = (format: Parameters<typeof styleText>[0], text: string) => string

/** What a person wants to read of an outcome, where it is `kept` with what can be done further; colours only where the stream has them. */
export function report(outcome: Outcome, stream: NodeJS.WriteStream, kept = false): string {
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
    ...(kept ? [`  further  gastown describe ${name} · gastown logs ${name} · gastown diff ${name}`] : []),
  ]
  if (!outcome.asExpected) lines.push(style('red', '  This is not how it should have ended.'))
  return `${lines.join('\n')}\n`
}

function indented(text: string): string[] {
  return text === '' ? [] : text.split('\n').map((line) => `           ${line.trimStart()}`)
}
