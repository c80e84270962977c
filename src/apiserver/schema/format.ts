/** The string formats of OpenAPI that servers check; an unknown format is never wrong. */
const checks: Record<string, (value: string) => boolean> = {
  'date-time': (value) => {
    const [, day = ''] =
      /^(\d{4}-\d\d-\d\d)[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.exec(value) ?? []
    return isDay(day)
  },
  date: isDay,
  byte: (value) => value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value),
  uuid: (value) => /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(value),
  uri: (value) => URL.canParse(value),
  email: (value) => /^[^\s@]+@[^\s@]+$/.test(value),
  duration: (value) => /^([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h|d|w))+$/.test(value),
}

export function isOfFormat(value: string, format: string): boolean {
  return Object.hasOwn(checks, format) ? (checks[format]?.(value) ?? true) : true
}

/** A day that the calendar has: JavaScript takes February 30 for March 2. */
function isDay(value: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(value) ? Date.parse(value) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value)
}
