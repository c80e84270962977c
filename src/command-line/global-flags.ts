import * as Flags from '@oclif/core/flags'
import { outputFormats } from '../output/objects.ts'

const helpGroup = 'GLOBAL'

/** Spread into the flags of those commands that need no server. */
export const plainFlags = {
  'no-color': Flags.boolean({ helpGroup, summary: 'Disable colors, as NO_COLOR does.' }),
  verbose: Flags.boolean({ char: 'v', helpGroup, summary: 'Show causes of errors, and stack traces of bugs.' }),
}

/** Spread into the flags of every command that talks to a server. */
export const globalFlags = {
  local: Flags.boolean({ helpGroup, summary: 'Use local mode: this machine, without Kubernetes.' }),
  kubeconfig: Flags.string({ helpGroup, helpValue: 'FILE', summary: 'Kubeconfig file to use (default: KUBECONFIG).' }),
  context: Flags.string({
    helpGroup,
    helpValue: 'NAME',
    summary: "Kubeconfig context to use; 'local' selects local mode.",
  }),
  namespace: Flags.string({
    char: 'n',
    helpGroup,
    helpValue: 'NAME',
    summary: "Namespace of the polecats (default: the installation's, or gastown-system).",
  }),
  as: Flags.string({ helpGroup, helpValue: 'USER', summary: 'User to impersonate.' }),
  'request-timeout': Flags.string({ helpGroup, helpValue: '30s', summary: 'Timeout of a single request.' }),
  ...plainFlags,
}

export interface GlobalFlags {
  readonly local?: boolean
  readonly kubeconfig?: string
  readonly context?: string
  readonly namespace?: string
  readonly as?: string
  readonly 'request-timeout'?: string
  readonly 'no-color'?: boolean
  readonly verbose?: boolean
}

/** `-o`, with the formats that a command has. */
export const outputFlag = {
  output: Flags.option({
    char: 'o',
    options: outputFormats,
    summary: 'Output format; json and yaml print the API objects.',
  })(),
}

/** Output flag of commands that print no API object. */
export const valueOutputFlag = {
  output: Flags.option({ char: 'o', options: ['json', 'yaml'] as const, summary: 'Output format.' })(),
}

export const objectOutputFlag = {
  output: Flags.option({
    char: 'o',
    options: ['json', 'yaml', 'name'] as const,
    summary: 'Output format; json and yaml print the API object.',
  })(),
}
