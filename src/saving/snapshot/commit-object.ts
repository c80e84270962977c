export interface CommitRequest {
  readonly tree: string
  /** Absent for a first one. */
  readonly parent?: string | undefined
  readonly author: { readonly name: string; readonly email: string }
  readonly seconds: number
  readonly message: string
}

/** The content of git's commit object. */
export function commitContent({ tree, parent, author, seconds, message }: CommitRequest): Buffer {
  const person = `${withoutDelimiters(author.name) || 'gastown'} <${withoutDelimiters(author.email)}> ${seconds} +0000`
  const above = parent === undefined ? '' : `parent ${parent}\n`
  return Buffer.from(`tree ${tree}\n${above}author ${person}\ncommitter ${person}\n\n${message}\n`)
}

/** What a commit's content says of its tree and its only parent, in one word that is the same for the same of both. */
export function standingOf(content: string): string {
  const [, tree = '', parent = ''] = /^tree (\S+)\nparent (\S+)\n/.exec(content) ?? []
  return standing(tree, parent)
}

export function standing(tree: string, parent: string): string {
  return `${tree} ${parent}`
}

/** A name or address without the characters that end it, or its line, in a commit. */
function withoutDelimiters(text: string): string {
  return text.replaceAll(/[<>\n\0]/g, '').trim()
}
