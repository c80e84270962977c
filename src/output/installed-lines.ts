interface Installed {
  readonly version: string
  readonly leader: string
  readonly agentImage?: string
  readonly namespaces: { readonly polecatNamespace: string; readonly workerNamespace: string }
}

/** What is there now, and what to do next. */
export function installedLines({ version, leader, agentImage, namespaces }: Installed): string[] {
  const { polecatNamespace, workerNamespace } = namespaces
  return [
    '',
    `gastown ${version} works: ${leader} leads in ${polecatNamespace}; pods run in ${workerNamespace}.`,
    ...(agentImage === undefined ? ['Only custom agents run, in the gastown image; --agent-image names another.'] : []),
    '',
    'Next:',
    '  gastown rig create NAME --git-url URL',
    '  gastown secrets import-git',
    '  gastown secrets import-claude',
    '  gastown create --rig NAME --task "Fix the flaky login test" --follow',
  ]
}
