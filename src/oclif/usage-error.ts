/** oclif's errors in our form. */
import { GastownError, invalid, messageOf } from '../errors.ts'
import { nearName } from '../text/near-name.ts'

/** What oclif's parse errors carry; told by their class names, which are all that a bundled oclif shares with ours. */
interface ParseError extends Error {
  readonly flags?: readonly string[]
  readonly args?: readonly ({ readonly name: string } | string)[]
  readonly parse?: { readonly input?: { readonly flags?: Record<string, { readonly char?: string }> } }
  readonly oclif?: { readonly exit?: number }
}

/** The same error, told as one of ours; undefined where it is none of oclif's. */
export function usageError(error: unknown): GastownError | undefined {
  // What a flag's own parser threw; oclif has written over its message.
  if (error instanceof GastownError && error.message.startsWith('Parsing --'))
    return invalid('invalid flag value', error.problems)
  if (!(error instanceof Error) || !('oclif' in error)) return undefined
  const parse = error as ParseError
  const hints = ['See the flags with --help.']
  switch (error.constructor.name) {
    case 'NonExistentFlagsError':
      return invalid(
        'unknown flag',
        (parse.flags ?? []).map((flag) => unknownFlag(flag, parse)),
        hints,
      )
    case 'UnexpectedArgsError':
      return invalid(`unexpected argument: ${(parse.args ?? []).map(String).join(' ')}`, [], hints)
    case 'RequiredArgsError':
      return invalid(`missing argument: ${(parse.args ?? []).map(argumentName).join(' ')}`, [], hints)
    case 'FailedFlagValidationError':
      return flagsMissing(messageOf(error), hints)
    case 'FlagInvalidOptionError':
      return optionInvalid(messageOf(error), hints)
    default:
      return invalid(firstSentence(messageOf(error)), [], hints)
  }
}

/** oclif names such flags only in its message, one a line. */
function flagsMissing(message: string, hints: readonly string[]): GastownError {
  const missing = [...message.matchAll(/Missing required flag (\S+)/g)].map(([, name]) => ({
    field: `--${name}`,
    message: 'required',
  }))
  return missing.length === 0 ? invalid(firstSentence(message), [], hints) : invalid('missing flag', missing, hints)
}

/** oclif says flag, value and options only in its message: `Expected --output=wide to be one of: json, yaml`. */
function optionInvalid(message: string, hints: readonly string[]): GastownError {
  const [, field, found, options] = /^Expected (-\S+?)=([^]*) to be one of: (.+)/.exec(message) ?? []
  if (field === undefined) return invalid(firstSentence(message), [], hints)
  return invalid('invalid flag value', [{ field, message: `expected one of ${options}, found "${found}"` }], hints)
}

function unknownFlag(flag: string, error: ParseError): { field: string; message: string } {
  const name = (flag.split('=')[0] ?? flag).replace(/^-+/, '')
  const near = nearName(name, Object.keys(error.parse?.input?.flags ?? {}))
  const field = flag.split('=')[0] ?? flag
  return { field, message: near === undefined ? 'is not a flag of this command' : `did you mean --${near}?` }
}

function argumentName(argument: { readonly name: string } | string): string {
  return typeof argument === 'string' ? argument : argument.name.toUpperCase()
}

function firstSentence(message: string): string {
  return message
    .replace(/\n?See more help with --help/g, '')
    .replace(/^Parsing (--\S+)\s+/, '$1: ')
    .replace(/^The following errors? occurred:\s*/, '')
    .trim()
}

/** The error for words that are no command. */
export function unknownCommand(words: readonly string[], known: readonly string[]): GastownError {
  const given = words.join(' ')
  const near = nearName(given, known)
  return invalid(
    `"${given}" is not a gastown command`,
    [],
    [...(near === undefined ? [] : [`Did you mean "gastown ${near}"?`]), 'See the commands with: gastown help'],
  )
}
