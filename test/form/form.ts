/** The form of texts that users read: what the tests of help, of errors and of schemas have in common. */

export type Kind = 'summary' | 'description' | 'flag' | 'argument'

const longest: Readonly<Record<Kind, number>> = { summary: 72, description: 620, flag: 110, argument: 80 }

const verbs = 'Check Create Delete Describe Install List Manage Print Push Remove Run Show Start Stop Store Wait'.split(
  ' ',
)

/** No imperative and no noun begins so. */
const weakStarts = new Set(
  'Also Any At Exactly How In It Its Least Longest Most Never Of One Shows That Their These This Those What Where Whether Which Who Whose'.split(
    ' ',
  ),
)

/** What gh and kubectl do not say; `default:`, "status", "run", "continue", "not found", "contain" and "respond" are their words. */
const bannedWords: readonly RegExp[] = [
  /\belse\b/i,
  /\bso far\b/i,
  /\bstands?\b/i,
  /\btells?\b/i,
  /\bthat there (?:is|are)\b/i,
  /\bwithout being asked\b/i,
  /\bgo(?:es)? on\b/i,
  /\bcolour/i,
  /(?<!there )\bis no (?!longer\b|more\b)[a-z]+(?: [a-z]+)?/i,
  /\bis needed\b/i,
  /\ball the same\b/i,
  /\bmeanwhile\b/i,
  // Held are commits alone, those that change what CI runs; only a user may be asked and answer; and nothing is ordered.
  /\bholds\b/i,
  /\banswer(?:s|ed)?\b/i,
  /\borders?\b/i,
]

/** What is wrong with a text, in words; nothing where its form is right. */
export function formProblems(kind: Kind, text: string | undefined): string[] {
  if (text === undefined || text.trim() === '') return ['is missing']
  const [first = ''] = text.split(/[ ,;:]/)
  return [
    ...(/^[A-Z<]/.test(text) ? [] : ['does not begin with a capital letter']),
    ...(/[.)]$/.test(text) ? [] : ['does not end with a period or a parenthesis']),
    ...(/\b(\w+:?) \1(?![\w-])/.test(text) ? ['repeats a word'] : []),
    ...(text.split('(').length === text.split(')').length ? [] : ['has a parenthesis without its other half']),
    ...(text.length > longest[kind] ? [`is longer than ${longest[kind]} characters`] : []),
    ...(kind === 'summary' && !verbs.includes(first) ? ['does not begin with a verb of the list'] : []),
    ...(kind === 'summary' && /[.!?] [A-Z]/.test(text) ? ['is more than one sentence'] : []),
    ...(kind !== 'summary' && kind !== 'description' && weakStarts.has(first) ? [`begins with "${first}"`] : []),
    ...bannedIn(text),
  ]
}

export function bannedIn(text: string): string[] {
  return bannedWords.flatMap((word) => {
    const found = word.exec(text)
    return found === null ? [] : [`has "${found[0]}"`]
  })
}
