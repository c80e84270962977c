/** Compiles the expressions of validation rules. */
import { Environment } from '@marcbachmann/cel-js'
import { messageOf } from '../../errors.ts'

export interface Expression {
  evaluate(self: unknown, oldSelf: unknown): unknown
  readonly usesOldSelf: boolean
}

let environment: Environment | undefined
const compiled = new Map<string, Expression>()

/** Throws an Error that says what is wrong with the expression. */
export function compile(source: string): Expression {
  const known = compiled.get(source)
  if (known) return known
  environment ??= makeEnvironment()
  const run = environment.parse(source)
  const checked = run.check()
  if (!checked.valid) throw new Error(messageOf(checked.error), { cause: checked.error })
  const expression: Expression = {
    evaluate: (self, oldSelf) => run({ self, oldSelf }),
    usesOldSelf: /\boldSelf\b/.test(source),
  }
  compiled.set(source, expression)
  return expression
}

/** The functions of Kubernetes that the library does not bring. */
function makeEnvironment(): Environment {
  return new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false })
    .registerVariable('self', 'dyn')
    .registerVariable('oldSelf', 'dyn')
    .registerFunction('string.find(string): string', (text: string, pattern: string) => text.match(pattern)?.[0] ?? '')
    .registerFunction('string.findAll(string): list<string>', (text: string, pattern: string) =>
      [...text.matchAll(new RegExp(pattern, 'g'))].map((match) => match[0]),
    )
    .registerFunction('string.replace(string, string): string', (text: string, from: string, to: string) =>
      text.replaceAll(from, () => to),
    )
    .registerFunction('isURL(string): bool', (text: string) => URL.canParse(text))
}
