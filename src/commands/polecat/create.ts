import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { createPolecats } from '../../create/create-polecats.ts'
import { draftPolecats } from '../../create/draft-polecats.ts'
import { bringMachineCredentials } from '../../create/machine-credential.ts'
import { refuseUnsandboxed } from '../../create/refuse-unsandboxed.ts'
import { waitForOutcome } from '../../follow/wait-for-outcome.ts'
import { checkStart } from '../../create/start/check-start.ts'
import { tellLimits } from '../../create/tell-limits.ts'
import { tellNotApplied } from '../../create/tell-not-applied.ts'
import { followFlags } from '../../command-line/follow-flags.ts'
import { withOperatorTold } from '../../polecats/tell-operator.ts'
import { globalFlags, objectOutputFlag } from '../../command-line/global-flags.ts'
import { namespacedClient, openContext } from '../../context.ts'
import { showCreated } from '../../output/polecat/show-created.ts'
import { createFlags } from '../../create/create-flags.ts'
import { runtimeOf } from '../../oclif/config-runtime.ts'

export default class Create extends Command {
  static override aliases = ['create']
  static override summary = 'Create a polecat that works on a task.'
  static override description = [
    'Template, file and flags are merged into one Polecat, later ones override; --dry-run shows it. Each task,',
    'bead or document becomes one polecat; if any is invalid, none is created. In local mode, a rig is created',
    "for a checkout whose repository has none. Arguments after -- are the custom agent's command.",
  ].join(' ')
  static override examples = [
    '<%= config.bin %> create --task "Fix the flaky login test" --follow',
    '<%= config.bin %> create fix-login --task-file task.md --template quick-fix --wait',
    '<%= config.bin %> create --task-file tasks.yaml --size light',
    '<%= config.bin %> create --bead at-1234 --task "Only the parser; leave the tests."',
    '<%= config.bin %> create -f polecats.yaml --set maxAttempts=2 --dry-run',
    `<%= config.bin %> create tidy --task "Tidy up" --wait -- sh -c 'make format && git commit -am Format'`,
  ]
  static override usage = '<%= command.id %> [NAME] [flags] [-- COMMAND...]'
  static override args = {
    name: Args.string({
      description: "Name of the polecat (default: a free name from the rig's theme).",
      ignoreStdin: true,
    }),
  }
  static override flags = {
    ...createFlags,
    ...followFlags,
    'dry-run': Flags.option({
      options: ['client', 'server'] as const,
      summary: "Show what would be created without creating it; with 'server', as the server sees it.",
    })(),
    'no-check': Flags.boolean({
      summary: 'Create it without checking for its credential, programs and base branch.',
    }),
    ...objectOutputFlag,
    ...globalFlags,
  }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Create)
    const context = openContext(this.config, flags, { passthroughArgs: true })
    const { passthroughArgs } = runtimeOf(this.config)
    const draft = await draftPolecats(context, { name: args.name, flags, passthroughArgs })
    await tellNotApplied(context, draft.polecats)
    const dryRun = flags['dry-run']
    const drafts = draft.polecats.map(({ polecat }) => polecat)
    if (dryRun === 'client') return showCreated(context, drafts, { format: flags.output ?? 'yaml' })
    await refuseUnsandboxed(context, flags)
    await tellLimits(context, drafts)
    if (dryRun === undefined) await bringMachineCredentials(context, draft.polecats)
    if (dryRun === undefined && !flags['no-check']) await checkStart(context, draft.polecats)
    const { client, namespace, signal } = await namespacedClient(context)
    const made = await createPolecats(client, draft, {
      namespace,
      signal,
      dryRun: dryRun === 'server',
      onRig: ({ metadata }) => context.notice(`Created rig ${metadata.name} for the repository of this checkout.`),
    })
    if (dryRun === 'server') return showCreated(context, made, { format: flags.output ?? 'yaml' })
    if (!flags.wait && !flags.follow)
      return withOperatorTold(context, () => showCreated(context, made, { format: flags.output }))
    return waitForOutcome(context, made, { ...flags, stuckAfterSeconds: flags['stuck-after'] })
  }
}
