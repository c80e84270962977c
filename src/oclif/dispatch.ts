/** oclif's own dispatcher, for help and whatever else is unusual; it is loaded for these alone. */
import { Config } from '@oclif/core/config'
import { normalizeArgv } from '@oclif/core/help'
import { run } from '@oclif/core/run'
import { unknownCommand } from './usage-error.ts'

export async function dispatch(argv: string[], options: { readonly root: string }): Promise<unknown> {
  const config = await Config.load(options)
  const [id = ''] = normalizeArgv(config, argv)
  const isHelp = argv.length === 0 || argv.includes('--help') || argv[0] === '--version'
  if (!isHelp && config.findCommand(id) === undefined && config.findTopic(id) === undefined)
    throw unknownCommand(id.split(':'), knownCommands(config))
  return run(argv, options)
}

function knownCommands(config: Config): string[] {
  return config.commands.flatMap(({ id, aliases }) => [id, ...aliases]).map((id) => id.replaceAll(':', ' '))
}
