import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Agent } from '../../agents/agent.ts'
import { agentNamed, plainAgent } from '../../agents/table.ts'
import { files, mounts } from '../../pod/layout.ts'
import { RecordKeeper } from '../../record/keeper.ts'
import type { StartNote } from '../../saving/handover.ts'
import type { AttemptSettings } from '../../saving/settings.ts'
import { scrubberOf, type Scrubber } from '../../saving/scrub.ts'
import { Segments } from '../../saving/transcript-segments.ts'
import { RawOutput } from '../../saving/transcript-source.ts'
import { Transcript } from '../../saving/transcript.ts'
import type { ContainerIO } from '../io.ts'
import { agentSecrets } from './agent-secrets.ts'
import { HandoverFile } from './save-handover.ts'
import { openSnapshots, type SafeSnapshots } from './save-snapshots.ts'
import { readSaveState, type SaveState } from './save-state.ts'
import { readSettings } from '../settings.ts'

export interface SaveParts {
  readonly settings: AttemptSettings
  readonly start: StartNote
  readonly snapshots: SafeSnapshots
  readonly transcript: Transcript
  readonly record: RecordKeeper
  readonly handover: HandoverFile
  readonly agent: Agent
  readonly scrubber: Scrubber
  /** A folder for git-save alone. */
  readonly folder: string
  /** What was known before a restart. */
  readonly before: SaveState
}

export async function openParts(io: ContainerIO): Promise<SaveParts> {
  const settings = readSettings(io)
  const start = JSON.parse(readFileSync(io.path(files.start), 'utf8')) as StartNote
  const folder = join(io.path(mounts.handoff), 'save')
  const before = readSaveState(folder)
  const handover = new HandoverFile(io.path(files.handover))
  const agent = agentNamed(settings.agent) ?? plainAgent
  const secrets = agentSecrets(io)
  const scrubber = scrubberOf(secrets.map(({ value }) => value))
  const record = new RecordKeeper()
  const transcript = new Transcript({
    source: new RawOutput(io.path(files.agentOutput)),
    segments: new Segments(io.path(files.transcript)),
    parser: agent.parser(),
    scrubber,
    log: io.log,
    keep: (event, text) => record.add(event, text),
    before,
  })
  const snapshots = await openSnapshots(io, { settings, start, folder, last: handover.last, secrets })
  return { settings, start, snapshots, transcript, record, handover, agent, scrubber, folder, before }
}
