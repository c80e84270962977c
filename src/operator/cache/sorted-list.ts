/** A list that stays sorted: places are found by halving; no two members compare as equal. */
export interface SortedList<T> {
  readonly length: number
  add(member: T): void
  remove(member: T): void
  has(member: T): boolean
  /** How many members come before this one, which need not be one of them. */
  countBefore(member: T): number
  at(index: number): T | undefined
  slice(from: number, to: number): T[]
}

export function openSortedList<T>(compare: (a: T, b: T) => number): SortedList<T> {
  const members: T[] = []

  function countBefore(member: T): number {
    let [low, high] = [0, members.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compare(members[middle] as T, member) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  function isAt(index: number, member: T): boolean {
    return index < members.length && compare(members[index] as T, member) === 0
  }

  return {
    get length() {
      return members.length
    },
    add(member) {
      const index = countBefore(member)
      members.splice(index, isAt(index, member) ? 1 : 0, member)
    },
    remove(member) {
      const index = countBefore(member)
      if (isAt(index, member)) members.splice(index, 1)
    },
    has: (member) => isAt(countBefore(member), member),
    countBefore,
    at: (index) => members[index],
    slice: (from, to) => members.slice(from, to),
  }
}
