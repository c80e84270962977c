export interface CommitRequest {
  readonly tree: string
  readonly parent: string
  readonly author: { readonly name: string; readonly email: string }
  readonly seconds: number
  readonly message: string
}

/** The content of git's commit object. */
export function commitContent({ tree, parent, author, seconds, message }: CommitRequest): Buffer {
  const person = `${plain(author.name) || 'gastown'} <${plain(author.email)}> ${seconds} +0000`
  return Buffer.from(`tree ${tree}\nparent ${parent}\nauthor ${person}\ncommitter ${person}\n\n${message}\n`)
}

/** What ends a name or a line in a commit cannot stand in one. */
function plain(text: string): string {
  return text.replaceAll(/[<>\n\0]/g, '').trim()
}
