import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** The attacks of test/fixtures/hostile, with what a correct save shows after each besides the five rules. */
export interface Attack {
  /** The script's name without its ending. */
  readonly script: string
  /** What the result must say; `saved` where absent. */
  readonly state?: 'saved' | 'rescued' | 'incomplete'
  /** The commit after the checkpoint cannot be trusted any more, and that is said; or the agent amended it at once. */
  readonly withoutSecond?: true
  /** Subjects of further commits that must be on the remote. */
  readonly commits?: readonly string[]
  /** Files that must be on the remote: more than the usual ones, or with another content. A link is its target. */
  readonly files?: Readonly<Record<string, string>>
  /** What the result must name as left out. */
  readonly leftOut?: RegExp
  /** Runs in every `npm test`, not only with GASTOWN_TEST_FULL=1. */
  readonly often?: true
}

export function scriptText({ script }: Attack): string {
  return readFileSync(resolve(import.meta.dirname, '../fixtures/hostile', `${script}.sh`), 'utf8')
}

const noRepository = /the repository \(\.git\) is gone/
const headUnreadable = { state: 'incomplete', leftOut: /HEAD cannot be read/ } as const

export const attacks: readonly Attack[] = [
  { script: '01-ssh-command' },
  { script: '02-hooks' },
  { script: '03-fsmonitor' },
  { script: '04-push-elsewhere' },
  { script: '05-helper-programs' },
  { script: '06-include' },
  { script: '07-filters', files: { '.gitattributes': '* filter=f diff=f merge=f\n' } },
  { script: '08-git-is-a-file', state: 'incomplete', withoutSecond: true, leftOut: /\.git\) is a file/, often: true },
  { script: '09-links-to-secret', commits: ['links'], files: { 'links/root': '/' } },
  { script: '10-secret-in-message' },
  {
    script: '11-embedded-repositories',
    commits: ['one', 'three'],
    files: {
      'nested/one/only-here.txt': 'one\nmore\n',
      'nested/two/only-here.txt': 'two\n',
      'nested/three/only-here.txt': 'three\nmore\n',
    },
    often: true,
  },
  { script: '12-pipes-and-sockets', files: { 'special/zero': '/dev/zero', 'pipe-link': 'special/pipe' } },
  { script: '13-index-flags-and-locks', files: { 'uncommitted-tracked.txt': 'as it was\nchanged\nchanged\n' } },
  { script: '14-ignore-everything', files: { '.gitignore': '*\n', 'deep/ignored-work.txt': 'only here\n' } },
  {
    script: '15-head-elsewhere',
    commits: ['on the side branch', 'on a detached HEAD'],
    files: { 'side.txt': 'side\n', 'detached.txt': 'detached\n' },
  },
  {
    script: '16-rewritten-history',
    withoutSecond: true,
    commits: ['amended after the checkpoint'],
    files: { 'amended.txt': 'amended\n' },
  },
  { script: '17-git-deleted', state: 'incomplete', withoutSecond: true, leftOut: noRepository },
  { script: '18-replace-and-grafts' },
  { script: '19-worktree-redirected' },
  {
    script: '20-unreadable-and-huge',
    state: 'incomplete',
    leftOut: /1 files over the size limit: huge\.bin/,
    files: { 'unreadable.txt': 'secret-work\n', 'closed/inside.txt': 'inside\n', 'many/499': '499\n' },
  },
  { script: 'own-01-head-is-a-pipe', ...headUnreadable },
  { script: 'own-02-head-is-huge', ...headUnreadable },
  { script: 'own-03-refs-in-a-circle' },
  { script: 'own-04-packed-refs-is-huge' },
  { script: 'own-05-objects-is-a-link', state: 'incomplete', withoutSecond: true, leftOut: /objects\) is a link/ },
  { script: 'own-06-info-is-a-link' },
  { script: 'own-07-packs-are-pipes' },
  { script: 'own-08-packs-are-noise' },
  { script: 'own-09-alternates-in-a-circle' },
  { script: 'own-10-links-in-a-circle', files: { loop: '.', 'k/b/up': '../..' } },
  { script: 'own-11-tree-bomb', commits: ['bomb'] },
  {
    script: 'own-12-names-servers-refuse',
    state: 'incomplete',
    leftOut: /names that git servers refuse/,
    files: { 'beside.txt': 'fine\n' },
  },
  { script: 'own-13-refs-as-options', commits: ['on an option', 'under a tag'] },
  { script: 'own-14-output-is-a-link' },
  { script: 'own-15-many-branches', state: 'incomplete', leftOut: /branches beyond the first 200/ },
  { script: 'own-16-objects-are-replaced' },
  { script: 'own-17-swaps-while-saving' },
  { script: 'own-18-ignore-rules-explode' },
  { script: 'own-19-history-before-the-checkpoint', withoutSecond: true, commits: ['all in one'] },
  { script: 'own-20-repository-is-closed' },
  {
    script: 'own-21-refs-are-a-link',
    state: 'incomplete',
    withoutSecond: true,
    leftOut: /commits of refs\/heads.*cannot be read/,
  },
  { script: 'own-22-head-names-no-file', state: 'incomplete', leftOut: /commits of .*which cannot be read/ },
  { script: 'own-23-everything-is-closed' },
]
