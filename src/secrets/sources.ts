/** Where a credential may come from, in order of preference; one of them is taken. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { GastownError, invalid } from '../errors.ts'
import type { Runtime } from '../runtime.ts'
import { askHidden } from './ask-hidden.ts'
import { readSecretFile, readSecretStream } from './secret-input.ts'

export const sourceNames = ['stdin', 'env', 'file', 'keychain', 'question'] as const
export type SourceName = (typeof sourceNames)[number]

export interface Source {
  readonly name: SourceName
  /** As messages call it. */
  readonly place: string
  /** The only key of the Secret that it can be for, where that is known without looking. */
  readonly key?: string
  /** Why there may be nothing. */
  readonly absent: string
  /** Undefined where there is nothing. */
  read(): Promise<string | undefined>
  /** Whether there is something, without asking anyone. */
  isThere?(): boolean
}

/** What the sources need of a command's context. */
export interface SourceContext extends Pick<Runtime, 'streams' | 'env' | 'home' | 'cwd' | 'platform' | 'signal'> {
  notice(line: string): void
}

export interface Picked {
  readonly text: string
  readonly place: string
  /** Places that have something too, and were not taken. */
  readonly others: readonly string[]
}

export interface SourceChoice {
  readonly from?: SourceName
  /** Key of the Secret that it is to be stored under. */
  readonly key?: string
}

/** The first source that has something; empty ones are passed over unless they are named. */
export async function pick(sources: readonly Source[], { from, key }: SourceChoice): Promise<Picked> {
  const asked = sources.filter(
    (source) => (from === undefined || source.name === from) && (key ?? source.key) === (source.key ?? key),
  )
  for (const [index, source] of asked.entries()) {
    const text = await source.read()
    if (text === undefined || (text.trim() === '' && asked.length > 1)) continue
    const others = asked.slice(index + 1).filter((other) => other.isThere?.() === true)
    return { text, place: source.place, others: others.map(({ place }) => place) }
  }
  throw new GastownError('not-found', 'no credential was found', {
    problems: asked.map(({ place, absent }) => ({ field: place, message: absent })),
    hints: ['Give one with --from-file FILE, or on stdin; never as an argument, which others can see.'],
  })
}

export function onlyOne(fromFile: string | undefined, from: string | undefined): void {
  if (fromFile !== undefined && from !== undefined)
    throw invalid('invalid flag value', [{ field: '--from', message: 'cannot be combined with --from-file' }])
}

/** `--from-file`: a file, or stdin for `-`. */
export function namedFile(file: string, place: SourceContext, flag = '--from-file'): Source {
  if (file === '-') return { ...stdinSource(place), name: 'file' }
  const path = resolve(place.cwd, file)
  const shown = shownPath(path, place.home)
  return {
    name: 'file',
    place: shown,
    absent: 'is empty',
    read: () => readSecretFile({ path, field: flag, shown }),
  }
}

/** A file that may be missing. */
export function usualFile(path: string, key: string, { home }: SourceContext): Source {
  const shown = shownPath(path, home)
  return {
    name: 'file',
    place: shown,
    key,
    absent: 'no such file',
    isThere: () => existsSync(path),
    read: async () => (existsSync(path) ? readSecretFile({ path, field: shown, shown }) : undefined),
  }
}

/** A pipe or a file on stdin. What is typed at a terminal is asked for, without echo. */
export function stdinSource(place: SourceContext): Source {
  const { streams, signal, notice } = place
  return {
    name: 'stdin',
    place: 'stdin',
    absent: 'no input',
    read: () =>
      streams.stdin.isTTY === true
        ? questionSource(place).read()
        : readSecretStream(streams.stdin, {
            signal,
            onSilence: () => notice('Waiting for the credential on stdin; choose another source with --from.'),
          }),
  }
}

export function variableSource(name: string, key: string | undefined, { env }: SourceContext): Source {
  return {
    name: 'env',
    place: name,
    ...(key !== undefined && { key }),
    absent: 'is not set',
    isThere: () => Boolean(env[name]?.trim()),
    read: async () => env[name],
  }
}

export function questionSource({ streams, signal }: SourceContext): Source {
  return {
    name: 'question',
    place: 'the prompt',
    absent: 'there is no terminal to prompt on',
    read: async () =>
      streams.stdin.isTTY === true
        ? askHidden('Paste the credential; it is not shown: ', { input: streams.stdin, output: streams.stderr, signal })
        : undefined,
  }
}

function shownPath(path: string, home: string): string {
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path
}
