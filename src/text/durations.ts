const units = { s: 1, m: 60, h: 3600, d: 86_400 } as const

/** Seconds of `90`, `90s`, `30m`, `1h30m` or `2d`; undefined where it is none of these. By hand: `ms` reads no `1h30m`. */
export function secondsOf(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text)
  if (!/^(\d+[dhms])+$/.test(text)) return undefined
  let seconds = 0
  for (const [, amount, unit] of text.matchAll(/(\d+)([dhms])/g))
    seconds += Number(amount) * units[unit as keyof typeof units]
  return seconds
}

export const durationForm = 'a duration such as 90, 90s, 30m or 1h30m'
