import { confirm } from '../confirm/confirm.ts'
import type { Context } from '../context.ts'
import type { Problem } from '../errors.ts'
import { counted } from '../outcome/counted.ts'
import { isActive, unsavedWork } from '../polecat/unsaved.ts'
import type { Polecat } from '../polecat/schema.ts'
import type { InstalledData } from './installed-data.ts'

interface Loss {
  readonly data: InstalledData
  /** Whether data is deleted with the rest. */
  readonly isDataDeleted: boolean
}

/** Asks where polecats work or data goes; refused where there is no terminal to prompt on. */
export async function confirmUninstall(context: Context, { data, isDataDeleted }: Loss): Promise<boolean> {
  const working = data.polecats.filter(isActive)
  if (working.length === 0 && !isDataDeleted) return true
  const lost = isDataDeleted ? [dataWords(data)] : []
  const running =
    working.length === 0 ? [] : [`stops ${counted(working.length, 'running polecat')}, saving the work first`]
  const what = [...running, ...lost].join(', and ')
  return confirm(context, `Uninstall gastown? This ${what}.`, {
    kind: 'work-unsaved',
    message: `nothing was removed: uninstalling ${what}`,
    problems: (isDataDeleted ? data.polecats : working).flatMap(problemsOf),
    hints: ['Confirm with: --yes'],
  })
}

function problemsOf(polecat: Polecat): Problem[] {
  const message = unsavedWork(polecat)
  return message === undefined ? [] : [{ field: polecat.metadata.name ?? '', message }]
}

function dataWords({ polecats, rigs, secrets }: InstalledData): string {
  const parts = [
    counted(polecats.length, 'polecat'),
    counted(rigs.length, 'rig'),
    counted(secrets.length, 'credential'),
  ]
  return `deletes ${parts.join(', ')} and both namespaces`
}
