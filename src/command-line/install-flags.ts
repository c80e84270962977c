import * as Flags from '@oclif/core/flags'

/** What an installation is like. */
export const installFlags = {
  image: Flags.string({ helpValue: 'IMAGE', summary: "Image of the operator and of gastown's own containers." }),
  'agent-image': Flags.string({
    helpValue: 'IMAGE',
    summary: 'Image of agents if neither the polecat nor its rig sets one (default: the same).',
  }),
  registry: Flags.string({
    helpValue: 'REGISTRY',
    summary: 'Registry with the images gastown and gastown-agent of this version.',
  }),
  replicas: Flags.integer({ min: 1, max: 10, helpValue: 'N', summary: 'Number of operators (default: 2).' }),
  'image-pull-secret': Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME',
    summary: 'Secret with the credential of the registry, in both namespaces; repeatable.',
  }),
  'allow-cidr': Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'CIDR',
    summary: 'Network that agents may reach besides public addresses; repeatable.',
  }),
  'worker-namespace': Flags.string({
    helpValue: 'NAME',
    summary: 'Namespace of the pods and credentials (default: gastown-workers).',
  }),
}
