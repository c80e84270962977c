import { defaultTheme, themes, type Theme } from '../polecat/themes.ts'

/** A name of the theme that none of the others has; past its words, words with a number. `pick` gives 0 ≤ n < 1. */
export function freeName(theme: string | undefined, taken: ReadonlySet<string>, pick: () => number): string {
  const words: readonly string[] = themes[isTheme(theme) ? theme : defaultTheme]
  for (let round = 1; ; round++) {
    const free = words.map((word) => (round === 1 ? word : `${word}-${round}`)).filter((name) => !taken.has(name))
    const found = free[Math.floor(pick() * free.length)]
    if (found !== undefined) return found
  }
}

function isTheme(word: string | undefined): word is Theme {
  return word !== undefined && Object.hasOwn(themes, word)
}
