import { codeOf, messageOf } from './errors.ts'

/** Why a file that the user names cannot be read. */
export function fileProblem(file: string, error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOENT':
      return `no such file: ${file}`
    case 'EISDIR':
      return `${file} is a directory, expected a file`
    case 'EACCES':
      return `${file} cannot be read: permission denied`
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return `${file} is not UTF-8 text`
    default:
      return `${file} cannot be read: ${messageOf(error)}`
  }
}
