import type { ListedDifference } from './differences.ts'

/** Whether a difference at a place, such as `create/a pod/1/body/spec`, is one of those listed. */
export function isListed({ at }: ListedDifference, place: string): boolean {
  return at.some((pattern) => expression(pattern).test(place))
}

function expression(pattern: string): RegExp {
  const words = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
  return new RegExp(`^${words.join('[^/]*')}(/|$)`)
}
