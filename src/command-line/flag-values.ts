/** Text of flags read as values; what cannot be read is noted among the problems. */
import type { Problem } from '../errors.ts'
import type { EnvVar } from '../polecat/agent.ts'
import { durationForm, secondsOf } from '../text/durations.ts'
import type { Toleration } from '../polecat/kubernetes.ts'

export class FlagReader {
  readonly problems: Problem[] = []

  number(flag: string, text: string | undefined): number | undefined {
    if (text === undefined) return undefined
    const value = Number(text)
    return text.trim() === '' || !Number.isFinite(value) ? this.#invalid(flag, 'a number', text) : value
  }

  seconds(flag: string, text: string | undefined): number | undefined {
    if (text === undefined) return undefined
    return secondsOf(text) ?? this.#invalid(flag, durationForm, text)
  }

  choice<Word extends string>(flag: string, text: string | undefined, words: readonly Word[]): Word | undefined {
    if (text === undefined) return undefined
    return words.find((word) => word === text) ?? this.#invalid(flag, `one of ${words.join(', ')}`, text)
  }

  env(flag: string, pairs: readonly string[] | undefined): EnvVar[] | undefined {
    return this.#pairs(flag, pairs)?.map(([name, value]) => ({ name, value }))
  }

  record(flag: string, pairs: readonly string[] | undefined): Record<string, string> | undefined {
    const read = this.#pairs(flag, pairs)
    return read === undefined ? undefined : Object.fromEntries(read)
  }

  tolerations(flag: string, texts: readonly string[] | undefined): Toleration[] | undefined {
    return texts?.flatMap((text) => {
      const parts = /^(?<key>[^=:]+)(?:=(?<value>[^:]*))?(?::(?<effect>NoSchedule|PreferNoSchedule|NoExecute))?$/.exec(
        text,
      )
      if (!parts?.groups) return this.#invalid(flag, 'KEY[=VALUE][:NoSchedule|PreferNoSchedule|NoExecute]', text) ?? []
      const { key, value, effect } = parts.groups as { key: string; value?: string; effect?: Toleration['effect'] }
      return [
        {
          key,
          ...(value === undefined ? { operator: 'Exists' as const } : { operator: 'Equal' as const, value }),
          effect,
        },
      ]
    })
  }

  /** `a.b=1` as {a: {b: 1}}; values that are JSON are taken as that. */
  settings(flag: string, texts: readonly string[] | undefined): object[] {
    return (texts ?? []).flatMap((text) => {
      const parts = /^(?<path>[A-Za-z][\w-]*(?:\.[A-Za-z][\w-]*)*)=(?<value>[\s\S]*)$/.exec(text)?.groups
      if (parts?.path === undefined) return this.#invalid(flag, 'PATH=VALUE, such as budget.turns=20', text) ?? []
      const value = jsonOrText(parts.value ?? '')
      return [parts.path.split('.').reduceRight<unknown>((inner, step) => ({ [step]: inner }), value) as object]
    })
  }

  #pairs(flag: string, pairs: readonly string[] | undefined): [string, string][] | undefined {
    return pairs?.flatMap((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) return this.#invalid(flag, 'NAME=VALUE', pair) ?? []
      return [[pair.slice(0, at), pair.slice(at + 1)]]
    })
  }

  #invalid(flag: string, expected: string, found: string): undefined {
    this.problems.push({ field: flag, message: `expected ${expected}, found "${found}"` })
    return undefined
  }
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
