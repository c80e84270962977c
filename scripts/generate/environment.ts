import { agentCredentials } from '../../src/agents/table.ts'
import { ciVariables } from '../../src/checkout/ci-branch.ts'
import { environmentNames, environmentVariables } from '../../src/environment-variables.ts'
import { agentVariables } from '../../src/pod/agent-container.ts'
import { code, page, table } from './markdown.ts'

const titles = {
  gastown: 'gastown',
  kubernetes: 'Kubernetes',
  terminal: 'Terminal',
  machine: 'This machine',
  network: 'Network',
  git: 'git and ssh',
} as const

/** docs/reference/environment.md */
export function environmentPage(): string {
  return page(
    'Environment variables',
    'What gastown reads of the environment it is called in. Flags win over variables.',
    ...Object.entries(titles).flatMap(([about, title]) => [`## ${title}`, variableTable(about)]),
    'Where no git Secret is given, git and ssh of local mode have these of yours and no others: ' +
      `${namesWhere('git')}. Its daemon has, besides these, ${namesWhere('daemon')}.`,
    '## Credentials of agents',
    'Read by `gastown secrets import-*`, and in local mode by `gastown create`.',
    table(['variable', 'holds'], credentialRows()),
    '## Branch of a CI build',
    'Read by `gastown create` in a checkout of a commit without a branch; the first that is set counts, unless the other is set too.',
    table(
      ['variable', 'unless'],
      ciVariables.map(({ name, unless }) => [code(name), unless === undefined ? '' : code(unless)]),
    ),
    "## In the agent's container",
    table(
      ['variable', 'value'],
      Object.entries(agentVariables).map(([name, meaning]) => [code(name), meaning]),
    ),
  )
}

function variableTable(about: string): string {
  const rows = Object.entries(environmentVariables).filter(([, variable]) => variable.about === about)
  return table(
    ['variable', 'meaning'],
    rows.map(([name, { meaning }]) => [code(name), meaning]),
  )
}

function namesWhere(column: 'git' | 'daemon'): string {
  return environmentNames(column).map(code).join(', ')
}

function credentialRows(): string[][] {
  return agentCredentials.flatMap(({ kinds, places, folder }) => [
    ...places.flatMap((place) => ('variable' in place ? [[code(place.variable), kinds[place.kind]?.what ?? '']] : [])),
    ...(folder === undefined
      ? []
      : [[code(folder.variable), `the folder with a login; default: ${code(`~/${folder.inHome}`)}`]]),
  ])
}
