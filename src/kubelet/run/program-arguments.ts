/** The programs of a machine in a sandbox, as bubblewrap's arguments. */
import { dirname } from 'node:path'
import { mounts as podPlaces } from '../../pod/layout.ts'
import type { ProgramView } from '../sandbox/programs.ts'
import { outerFirst, type Placed, type SandboxMount } from '../sandbox/sandbox-arguments.ts'
import { isWithin, outermost } from '../sandbox/within.ts'

type Shown = Pick<ProgramView, 'places' | 'links' | 'hidden'>

/** `emptyFile` stands for files that are hidden. */
export function programArguments(view: Shown, mounts: readonly SandboxMount[], emptyFile: string): string[] {
  const places = view.places.filter((place) => !hidesVolume(place, mounts))
  const isShown = (place: string) => places.some((folder) => isWithin(place, folder))
  const links = [...view.links].filter(([link]) => !hidesVolume(link, mounts))
  const writable = ['/tmp', ...mounts.map(({ target }) => target)]
  const isKept = (place: string) => writable.some((folder) => place !== folder && isWithin(place, folder))
  // A volume keeps what is made in it, and a second sandbox could not make the same link again; nor is it the agent's to
  // put something beside a program.
  const folders = [...places, ...links.map(([link]) => link)].map((place) => dirname(place))
  const covers = outermost(folders.filter(isKept))
  const made = links.filter(([link]) => !isKept(link) || covers.some((folder) => isWithin(link, folder)))
  const placed: Placed[] = [
    ...covers.map((place) => ({ place, words: ['--tmpfs', place] })),
    ...places.map((place) => ({ place, words: ['--ro-bind', place, place] })),
    ...made.map(([place, target]) => ({ place, words: ['--symlink', target, place] })),
    ...view.hidden.files.filter(isShown).map((place) => ({ place, words: ['--ro-bind', emptyFile, place] })),
    ...view.hidden.folders
      .filter(isShown)
      .map((place) => ({ place, words: ['--tmpfs', place, '--remount-ro', place] })),
  ]
  return [...outerFirst(placed), ...covers.flatMap((place) => ['--remount-ro', place])]
}

/** Whether a program's folder, at its place, would hide a volume; in those for programs' own files it may be a mount point. */
function hidesVolume(place: string, mounts: readonly SandboxMount[]): boolean {
  return mounts.some(
    ({ target }) => isWithin(target, place) || (isWithin(place, target) && !forPrograms.includes(target)),
  )
}

const forPrograms: readonly string[] = [podPlaces.home, podPlaces.tmp]
