import { column, type Column, type Timed } from './column.ts'

export function ageColumn(): Column {
  return column('Age', (object) => ageOf(object.metadata.creationTimestamp))
}

/** A cell that shows the age of something. */
export function ageOf(time: unknown): Timed {
  return (now) => age(time, now)
}

/** As kubectl shows an age: "12s", "3m5s", "2d3h". */
export function age(time: unknown, now: number): string {
  if (typeof time !== 'string' || time === '') return '<unknown>'
  const then = Date.parse(time)
  return Number.isNaN(then) ? '<invalid>' : duration(now - then)
}

export function duration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000)
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  if (seconds < 120) return `${seconds}s`
  const minutes = Math.trunc(seconds / 60)
  if (minutes < 10) return two(minutes, 'm', seconds % 60, 's')
  if (minutes < 180) return `${minutes}m`
  const hours = Math.trunc(minutes / 60)
  if (hours < 8) return two(hours, 'h', minutes % 60, 'm')
  if (hours < 48) return `${hours}h`
  const days = Math.trunc(hours / 24)
  if (hours < 192) return two(days, 'd', hours % 24, 'h')
  if (days < 730) return `${days}d`
  const years = Math.trunc(days / 365)
  return days < 2920 ? two(years, 'y', days % 365, 'd') : `${years}y`
}

function two(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`
}
