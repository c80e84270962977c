/** The query of `pods/log`. */
import { isTrue } from '../http/flag.ts'
import { badRequest, invalidObject } from '../failure.ts'
import { forbiddenField, invalidValue, type FieldProblem } from '../problem.ts'
import type { LogOptions } from '../node-agent.ts'

export function logOptions(query: URLSearchParams, pod: string, signal: AbortSignal): LogOptions {
  const problems: FieldProblem[] = []
  const whole = (name: string, least: number): number | undefined => {
    const text = query.get(name)
    if (text === null || text === '') return undefined
    if (!/^[-+]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
    const value = Number(text)
    if (value >= least) return value
    problems.push(
      invalidValue(name, value, least === 0 ? 'must be greater than or equal to 0' : 'must be greater than 0'),
    )
    return undefined
  }
  const tailLines = whole('tailLines', 0)
  const limitBytes = whole('limitBytes', 1)
  const sinceSeconds = whole('sinceSeconds', 1)
  const sinceTime = query.get('sinceTime') || undefined
  if (sinceTime !== undefined && Number.isNaN(Date.parse(sinceTime))) {
    problems.push(invalidValue('sinceTime', sinceTime, 'must be a time of RFC 3339'))
  }
  if (sinceTime !== undefined && sinceSeconds !== undefined) {
    problems.push(forbiddenField('', 'at most one of `sinceTime` or `sinceSeconds` may be specified'))
  }
  if (problems.length > 0) throw invalidObject({ group: '', kind: 'PodLogOptions' }, pod, problems)
  return {
    follow: isTrue(query.get('follow')),
    timestamps: isTrue(query.get('timestamps')),
    previous: isTrue(query.get('previous')),
    tailLines,
    limitBytes,
    sinceSeconds,
    sinceTime,
    signal,
  }
}
