const steps = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
] as const

/** A span in its largest unit, such as `45s`, `3m` or `2d`. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  for (const [unit, size] of steps) if (whole >= size) return `${Math.floor(whole / size)}${unit}`
  return `${whole}s`
}

/** A span to the second, such as `1h02m03s`, `4m05s` or `7s`. */
export function preciseSpan(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  if (h > 0) return `${h}h${two(m)}m${two(s)}s`
  return m > 0 ? `${m}m${two(s)}s` : `${s}s`
}

function two(n: number): string {
  return String(n).padStart(2, '0')
}

export interface TimeStyle {
  /** On a terminal `3m ago`, elsewhere RFC 3339. */
  readonly relative: boolean
  readonly now: number
}

export function showTime(time: string | undefined, style: TimeStyle): string {
  if (time === undefined) return ''
  const at = style.relative ? Date.parse(time) : Number.NaN
  // Some writers give milliseconds and some do not; in one column they would not sort as text.
  if (Number.isNaN(at)) return time.replace(/\.\d+(?=Z$)/, '')
  return at > style.now + 1000 ? `in ${span((at - style.now) / 1000)}` : `${span((style.now - at) / 1000)} ago`
}
