import type { Config } from '@oclif/core'
import { GastownError } from '../errors.ts'
import type { Runtime } from '../runtime.ts'

const key = Symbol('runtime')

/** oclif makes a new Config from an old one's options, so this is where something of ours survives. */
export function withRuntime<Options extends object>(options: Options, runtime: Runtime): Options {
  return { ...options, [key]: runtime }
}

export function runtimeOf(config: Config): Runtime {
  const found = (config.options as { [key]?: Runtime })[key]
  if (found === undefined) throw new GastownError('bug', 'the command was started without its runtime')
  return found
}
